import Testing

@testable import Command

@Suite struct HelpTextTests {
  private let program = Program<Int>(
    name: "mrr-example", summary: "shows how help looks",
    description: [String(repeating: "word ", count: 40), "Second paragraph."], operands: ["URL"],
    examples: [Example("mrr-example URL < in", "reads what is in there")],
    options: [
      .value(
        "an-option-with-a-long-name", "x", "LONG-VALUE", "a summary",
        details: String(repeating: "more ", count: 30), set: { (_, _) throws(UsageError) in }),
      .flag("flag", nil, "a flag", set: { _ in }),
    ], defaults: 0)

  @Test func short() {
    let lines = HelpText.short(program.face)
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "mrr-example: shows how help looks")
    #expect(lines[2] == "usage: mrr-example [OPTIONS] URL [INPUT...]")
    #expect(lines.contains("      --flag                a flag"))
    #expect(lines.contains("  -x, --an-option-with-a-long-name LONG-VALUE"))
    #expect(lines.contains("  -q, --quiet               no warnings"))
    for face in program.table.faces {
      #expect(lines.contains { $0.contains("--\(face.name)") }, "\(face.name)")
      #expect(!face.summary.isEmpty && !face.summary.hasSuffix("."))
    }
  }

  @Test func long() throws {
    let text = HelpText.long(program.face)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 80 && !$0.hasSuffix(" ") })
    #expect(lines[2] == "Examples:")
    #expect(lines[3] == "  mrr-example URL < in")
    #expect(lines.contains("Second paragraph."))
    for status in Command.ExitStatus.allCases { #expect(lines.contains("  \(status.rawValue)")) }
    for face in program.table.faces { #expect(text.contains("--\(face.name)")) }
  }

  @Test func wrapping() {
    #expect(HelpText.wrapped("a b", indent: 2) == "  a b\n")
    let words = Array(repeating: "123456789", count: 9).joined(separator: " ")
    #expect(
      HelpText.wrapped(words, indent: 0) == String(words.dropLast(10)) + "\n123456789\n")
    let long = String(repeating: "x", count: 100)
    #expect(HelpText.wrapped("a \(long) b", indent: 1) == " a\n \(long)\n b\n")
  }
}
