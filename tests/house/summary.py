"""Counts test cases after a run of ctest. Usage: summary.py CTEST_JUNIT_FILE REPORT_FOLDER

A ctest test that is a Boost.Test suite left REPORT_FOLDER/<name>.xml and counts as its cases; any other counts as one.
What ctest calls failed although no case did (a crash, a sanitizer's report, a time-out) counts as one failure.
The only line printed is "N passed, M failed"; exit status 1 when something failed, or nothing passed.
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def cases_of(report):
    """(passed, failed) of a Boost.Test report; (0, 0) when it is missing or was cut off by a crash."""
    try:
        suite = ElementTree.parse(report).getroot().find("TestSuite")
    except (OSError, ElementTree.ParseError):
        return 0, 0
    if suite is None:
        return 0, 0
    passed = int(suite.get("test_cases_passed")) + int(suite.get("test_cases_passed_with_warnings"))
    return passed, int(suite.get("test_cases_failed"))


def count(junit, reports):
    """(passed, failed) of the whole run."""
    passed = failed = 0
    for test in ElementTree.parse(junit).getroot().iter("testcase"):
        report = pathlib.Path(reports, test.get("name") + ".xml")
        case_passed, case_failed = cases_of(report)
        if test.get("status") == "disabled":
            continue
        if test.get("status") == "run":
            passed += case_passed if report.exists() else 1
            failed += case_failed
        else:
            passed += case_passed
            failed += max(case_failed, 1)
    return passed, failed


def main():
    passed, failed = count(*sys.argv[1:3])
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
