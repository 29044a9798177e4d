#include <cstdlib>
#include <iostream>
#include <string>

#include <boost/test/unit_test.hpp>
#include <caf/io/middleman.hpp>

#include "troupe/tests/actors/remote_server.hpp"

using namespace troupe;
using namespace troupe::actors_test;

BOOST_AUTO_TEST_SUITE(actors_remote_program)

/// No test: the program that remote_test.cpp starts as another node. "serve": a server of echoes whose actor is
/// published; "handle": an actor that echoes for the connections of other nodes, published. It tells its ports, and
/// ends with its standard input.
BOOST_AUTO_TEST_CASE(runs, *boost::unit_test::disabled()) {
  const auto& suite = boost::unit_test::framework::master_test_suite();
  const std::string job = suite.argc > 1 ? suite.argv[1] : "";
  remote_server here;
  if (job == "serve") {
    here.start(echoing);
    std::cout << "listening " << here.port() << std::endl;
    std::cout << "published " << here.publish(here.server) << std::endl;
  } else {
    const auto handler = here.spawned([](caf::event_based_actor* self) -> caf::behavior {
      return {
        [](const connected&) {},
        [=](data_in& what) {
          self->send(caf::actor_cast<caf::actor>(self->current_sender()), actors::write{std::move(what.bytes)});
        },
        [](const disconnected&) {},
      };
    });
    std::cout << "published " << here.publish(handler) << std::endl;
  }
  std::string line;
  while (std::getline(std::cin, line))
    continue;
  // Its parent has gone, or is done with it.
  std::_Exit(0);
}

BOOST_AUTO_TEST_SUITE_END()
