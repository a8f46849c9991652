import Testing

@testable import Command

/// What is written for roff and for shells, whom `scripts/pages` asks.
@Suite struct GeneratedTests {
  @Test(arguments: [
    ("One. Two.", "One.\nTwo.\n"),
    ("(see --over).", "(see \\-\\-over).\n"),
    ("a day-old file", "a day-old file\n"),
    (".nothing", "\\&.nothing\n"),
    ("'all' of C:\\", "\\(aqall\\(aq of C:\\e\n"),
    ("wait...", "wait...\n"),
    ("for ~/file and `x`^", "for \\(ti/file and \\(gax\\(ga\\(ha\n"),
  ])
  func prose(text: String, page: String) {
    #expect(MdocText.prose(text) == page)
  }

  @Test(arguments: [
    ("mrr-group -o x", "mrr\\-group \\-o x\n"),
    (
      "mrr-detect --account acc_1 --tz Europe/Copenhagen events.jsonl | mrr-group",
      "mrr\\-detect \\-\\-account acc_1 \\-\\-tz Europe/Copenhagen events.jsonl |\n  mrr\\-group\n"
    ),
    (
      "mrr-post --header 'X-Team: growth and more of them than fit' https://hooks.example.com/mrr",
      "mrr\\-post \\-\\-header \\(aqX\\-Team: growth and more of them than fit\\(aq \\e\n"
        + "  https://hooks.example.com/mrr\n"
    ),
  ])
  func display(command: String, page: String) {
    #expect(MdocText.literal(command) == page)
  }

  @Test(arguments: [
    (nil, [], OptionFace.Offer.flag), ("DURATION", [], .nothing), ("FILE", [], .files),
    ("ADDRESS", [], .files), ("WHAT", ["a", "b"], .one(of: ["a", "b"])),
    ("LIST", ["a", "b"], .list(of: ["a", "b"])), ("LIST", [], .nothing),
  ])
  func offers(valueName: String?, choices: [String], offer: OptionFace.Offer) {
    let face = OptionFace(
      name: "x", letter: "y", valueName: valueName, summary: "", details: "", choices: choices)
    #expect(face.offer == offer)
    #expect(face.spellings == ["-y", "--x"])
  }

  @Test func quoting() {
    #expect(ShellText.quoted("a") == "'a'")
    #expect(ShellText.quoted("it's '") == "'it'\\''s '\\'''")
  }

  @Test(arguments: Generated.allCases)
  fileprivate func asking(_ generated: Generated) throws {
    let table = OptionTable<Int>([])
    let values = try table.parse(["--generate", generated.rawValue, "--nonsense"], defaults: 0)
    #expect(values.common.request == .generate(generated))
  }
}
