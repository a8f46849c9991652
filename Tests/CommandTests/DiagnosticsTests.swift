import Command
import JSONText
import Synchronization
import Testing

/// What was said, line by line.
final class Said: Sendable {
  private let text = Mutex("")

  var lines: [String] {
    text.withLock { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
      .dropLast()
  }

  func diagnostics(_ program: String) -> Diagnostics {
    Diagnostics(program: program) { [self] line in text.withLock { $0 += line } }
  }
}

@Suite struct DiagnosticsTests {
  /// Twenty in full, then one at every power of ten, then the count.
  @Test func manyRejections() {
    let said = Said()
    var diagnostics = said.diagnostics("mrr-filter")
    for line in 1...12_345 {
      diagnostics.reject("no", input: "<stdin>", line: line, column: 1)
    }
    diagnostics.count(of: 20_000, "lines")
    let shown = Array(1...20) + [100, 1000, 10_000]
    #expect(
      said.lines
        == shown.map { "mrr-filter: <stdin>:\($0):1: error: no" }
        + ["mrr-filter: 12345 of 20000 lines rejected"])
  }

  @Test func longMessage() {
    let said = Said()
    var diagnostics = said.diagnostics("mrr-filter")
    let long = String(repeating: "x", count: 100_000)
    diagnostics.reject(long, input: "a", line: 1, column: 2)
    #expect(said.lines == ["mrr-filter: a:1:2: error: " + long.prefix(480) + "..."])
  }

  @Test func nothingToSay() {
    let said = Said()
    var diagnostics = said.diagnostics("mrr-filter")
    diagnostics.count(of: 20_000, "lines")
    diagnostics.skip("no", input: "<stdin>", line: 1)
    diagnostics.isQuiet = true
    diagnostics.warn("no")
    #expect(said.lines.isEmpty)
    diagnostics.isQuiet = false
    diagnostics.isVerbose = true
    diagnostics.warn("mind")
    diagnostics.skip("dull", input: "a", line: 7)
    #expect(said.lines == ["mrr-filter: warning: mind", "mrr-filter: a:7: skipped: dull"])
  }

  @Test(arguments: [
    ("plain ünïcode 漢字", "plain ünïcode 漢字"),
    ("\u{1B}[31mred\u{7F}", "\\u{1b}[31mred\\u{7f}"),
    ("a\nb\r\tc\0", "a\\nb\\r\\tc\\u{0}"),
    ("\u{9B}31m\u{2028}\u{202E}", "\\u{9b}31m\\u{2028}\\u{202e}"),
    ("\r\n", "\\r\\n"),
  ])
  func escaping(_ text: String, _ escaped: String) {
    #expect(Printable.escaped(text) == escaped)
  }

  /// The marked byte of a record that begins on line 10, and where it is said to stand.
  @Test(arguments: [
    ("📍{}", 10, 1), ("{\"a\":📍x}", 10, 6), ("{\"ü\":📍x}", 10, 7),
    ("{\n📍x}", 11, 1), ("{\n\n  \"a\" 📍1\n}", 12, 7), ("{📍\n}", 10, 2), ("{\r\n 📍}", 11, 2),
    ("{}📍", 10, 3), ("{\n📍", 11, 1),
  ])
  func positions(_ marked: String, _ line: Int, _ column: Int) throws {
    let parts = marked.utf8.split(
      separator: "📍".utf8, maxSplits: 1, omittingEmptySubsequences: false)
    // A record never stands alone in its buffer.
    let bytes = [UInt8]("x\n".utf8) + parts[0] + parts[1] + [UInt8]("\ny".utf8)
    let position = TextPosition.of(parts[0].count, in: bytes.span, 2..<bytes.count - 2)
    #expect(position.line + 10 == line)
    #expect(position.column == column)
  }

  /// The order of cli.md, section 3: where several apply, the first counts.
  @Test func precedence() {
    let order: [Command.ExitStatus] = [
      .software, .io, .unavailable, .noInput, .data, .temporary, .incomplete, .ok,
    ]
    for (index, status) in order.enumerated() {
      for weaker in order[index...] {
        #expect(status.worse(weaker) == status)
        #expect(weaker.worse(status) == status)
      }
    }
    #expect(Command.ExitStatus.allCases.map(\.rawValue) == [0, 1, 64, 65, 66, 69, 70, 74, 75])
  }
}
