import Foundation
import TestSupport
import Testing

/// Whether the table is whole, and what stands behind each of its rows.
@Suite struct FaultTableTests {
  @Test func everyFaultHasARow() {
    #expect(FaultTable.rows.map(\.number) == Array(1...72))
    #expect(traps.map(\.number) == Array(1...10))
    for row in FaultTable.rows where row.doesNotApply != nil {
      #expect(row.cases.isEmpty && row.shownBy.isEmpty)
    }
  }

  /// A row points at tests that are there.
  @Test func theTestsAreThere() throws {
    let tests = Places.repository.appending(path: "Tests")
    var found: Set<String> = []
    let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      var suite = ""
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        if let match = line.firstMatch(of: /^@Suite.* struct ([A-Za-z0-9]+)/) {
          suite = String(match.1)
        } else if let match = line.firstMatch(of: /^  .*\bfunc ([A-Za-z0-9]+)\(/) {
          found.insert("\(suite).\(match.1)")
        }
      }
    }
    for name in FaultTable.rows.flatMap(\.shownBy) + traps.flatMap(\.shownBy) {
      #expect(found.contains(name), "no test of this name: \(name)")
    }
  }

  /// What `scripts/test` repeats at its end, once all tests have passed.
  @Test func counts() {
    var notHere: [Int: String] = [:]
    if let reason = PrivateNetwork.problem {
      for row in FaultTable.rows
      where row.cases.isEmpty && row.shownBy.contains(where: { $0.hasPrefix("NameTests.") }) {
        notHere[row.number] = reason
      }
    }
    let rows = FaultTable.rows.filter { notHere[$0.number] == nil }
    let passed = rows.filter { !$0.isOpen && $0.doesNotApply == nil }
    let others = Dictionary(grouping: rows.filter { $0.doesNotApply != nil }) { $0.doesNotApply! }
    let reasons = others.map { reason, rows in (rows.map(\.number), reason) }
      .sorted { $0.0[0] < $1.0[0] }
      .map { numbers, reason in "\(numbers.map(String.init).joined(separator: " ")) (\(reason))" }
    print(
      "faults: \(FaultTable.rows.count) rows, \(passed.count) passed, "
        + "\(rows.count { $0.doesNotApply != nil }) do not apply: "
        + reasons.joined(separator: "; "))
    if !notHere.isEmpty {
      let numbers = notHere.keys.sorted().map(String.init).joined(separator: " ")
      print("faults: cannot be had here: \(numbers) (\(notHere.values.first ?? ""))")
    }
    let open = rows.filter(\.isOpen).map { String($0.number) }
    if !open.isEmpty { print("faults: not shown yet: \(open.joined(separator: " "))") }
  }
}
