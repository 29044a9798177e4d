#pragma once

#include <string>

#include "troupe/api/error.hpp"

namespace troupe::test {

/// What a call throws: the number of its troupe::Error and a space and its text; "" if it throws none.
template <class Call>
std::string error_of(Call call) {
  try {
    call();
    return {};
  } catch (const Error& error) {
    return std::to_string(error.Code()) + ' ' + error.Description();
  }
}

/// The number alone; 0 if it throws none.
template <class Call>
int error_code_of(Call call) {
  try {
    call();
    return 0;
  } catch (const Error& error) {
    return error.Code();
  }
}

} // namespace troupe::test
