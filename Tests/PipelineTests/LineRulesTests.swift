import Foundation
import TestSupport
import Testing

/// The list of the lines' rules is whole: what it names is there, and every case is named.
@Suite struct LineRulesTests {
  private static let tests = Places.repository.appending(path: "Tests")

  @Test(arguments: LineRule.all.map(\.number))
  func isShown(_ number: String) throws {
    let rule = try #require(LineRule.all.first { $0.number == number })
    #expect(!rule.cases.isEmpty || !rule.tests.isEmpty)
    for name in rule.cases { #expect(GoldenTests.cases.contains(name), "\(name)") }
    for (file, words) in rule.tests {
      let text = try String(contentsOf: Self.tests.appending(path: file), encoding: .utf8)
      #expect(text.contains(words), "\(file): \(words)")
    }
  }

  @Test func numbersAreUnique() {
    #expect(Set(LineRule.all.map(\.number)).count == LineRule.all.count)
    print(
      "lines: \(LineRule.all.count) rules, shown by"
        + " \(Set(LineRule.all.flatMap(\.cases)).count) cases on the built programs and"
        + " \(Set(LineRule.all.flatMap { $0.tests.map(\.file) }).count) suites")
  }

  @Test(arguments: GoldenTests.cases.filter { $0.hasPrefix("lines/") })
  func isOfARule(_ name: String) {
    #expect(LineRule.all.contains { $0.cases.contains(name) })
  }
}
