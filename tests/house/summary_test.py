"""Tests of summary.py: no failure is lost on the way to the last line of ./test."""

import pathlib
import tempfile
import unittest

import summary


class SummaryTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def report(self, name, passed=0, failed=0, with_warnings=0):
        (self.folder / f"{name}.xml").write_text(
            f'<TestResult><TestSuite name="net" test_cases_passed="{passed}" test_cases_failed="{failed}" '
            f'test_cases_passed_with_warnings="{with_warnings}" test_cases_skipped="7"></TestSuite></TestResult>')

    def count(self, **status):
        tests = "".join(f'<testcase name="{name}" status="{value}"/>' for name, value in status.items())
        junit = self.folder / "ctest.junit"
        junit.write_text(f'<?xml version="1.0"?><testsuite name="Linux">{tests}</testsuite>')
        return summary.count(junit, self.folder)

    def test_a_suite_counts_as_its_cases(self):
        self.report("framer", passed=3, with_warnings=1)
        self.report("block", passed=2)
        self.assertEqual(self.count(framer="run", block="run"), (6, 0))

    def test_a_test_without_report_counts_as_one(self):
        self.assertEqual(self.count(rules="run"), (1, 0))

    def test_failed_cases_are_counted(self):
        self.report("framer", passed=3, failed=2)
        self.assertEqual(self.count(framer="fail"), (3, 2))

    def test_a_crash_after_passing_cases_is_a_failure(self):
        self.report("framer", passed=3)
        self.assertEqual(self.count(framer="fail"), (3, 1))

    def test_a_crash_before_the_report_is_a_failure(self):
        self.assertEqual(self.count(framer="fail"), (0, 1))

    def test_a_broken_report_of_a_crash_is_a_failure(self):
        (self.folder / "framer.xml").write_text("<TestResult><TestSuite")
        self.assertEqual(self.count(framer="fail"), (0, 1))

    def test_what_could_not_start_is_a_failure(self):
        self.assertEqual(self.count(framer="notrun"), (0, 1))

    def test_disabled_tests_count_as_nothing(self):
        self.assertEqual(self.count(framer="disabled"), (0, 0))


if __name__ == "__main__":
    unittest.main()
