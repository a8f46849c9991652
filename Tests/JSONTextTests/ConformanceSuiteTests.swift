import Foundation
import JSONText
import Testing

/// The JSONTestSuite of nst, by the folder named in `JSON_SUITE`; `scripts/json-suite` sets it.
@Suite struct ConformanceSuiteTests {
  static let folder = ProcessInfo.processInfo.environment["JSON_SUITE"]

  @Test(.enabled(if: folder != nil)) func verdicts() throws {
    let folder = URL(fileURLWithPath: try #require(Self.folder))
    var counts = ["y": 0, "n": 0, "i": 0]
    var right = ["y": 0, "n": 0, "i": 0]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      guard name.hasSuffix(".json"), let kind = name.first.map(String.init) else { continue }
      let text = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
      let verdict = isAccepted(text)
      counts[kind, default: 0] += 1
      if kind == "i" {
        Swift.print("\(name): \(verdict ? "accepted" : "refused")")
        continue
      }
      #expect(verdict == (kind == "y"), "\(name)")
      if verdict == (kind == "y") { right[kind, default: 0] += 1 }
    }
    Swift.print(
      "json suite: \(right["y"] ?? 0) of \(counts["y"] ?? 0) accepted,"
        + " \(right["n"] ?? 0) of \(counts["n"] ?? 0) refused, \(counts["i"] ?? 0) free")
  }
}
