/// What the lines between the programs keep to, rule by rule, and what shows it on the built
/// programs.
struct LineRule: Sendable {
  let number: String
  let sentence: String
  /// Folders in `Cases`.
  let cases: [String]
  /// Tests elsewhere: the file in `Tests`, and words of it that name the test.
  let tests: [(file: String, words: String)]

  init(
    _ number: String, _ sentence: String, _ cases: String..., tests: [(String, String)] = []
  ) {
    self.number = number
    self.sentence = sentence
    self.cases = cases
    self.tests = tests
  }

  static let all = laws + notifications + records + json

  /// What holds of the whole chain.
  private static let laws = [
    LineRule(
      "L1", "filter | group and group | filter give the same bytes of what mrr-detect writes",
      tests: [
        ("RulesTests/Histories/LawTests.swift", "Law 1: filter and group"),
        ("GroupingTests/OrderOfStagesTests.swift", "struct OrderOfStagesTests"),
      ]),
    LineRule(
      "L2", "feeding anything twice changes nothing, where a state file is named",
      "ledger/day-one-day-two",
      tests: [
        ("RulesTests/Histories/LedgerLawTests.swift", "Runs over a ledger give what one run gives"),
        ("PostingTests/QueueRunTests.swift", "duplicate"),
      ]),
    LineRule(
      "L3",
      "an input cut anywhere, run piece by piece over one state file, gives what the whole gives",
      tests: [
        ("RulesTests/Histories/LedgerLawTests.swift", "Runs over a ledger give what one run gives"),
        ("RulesTests/Histories/LedgerLawTests.swift", "Streams over a ledger give what one run"),
      ]),
    LineRule(
      "L4", "the order of the records in an export does not matter", "lines/payload-id",
      "lines/dialects-mixed", tests: [("RulesTests/Histories/HistoryTests.swift", "order")]),
    LineRule(
      "L5", "what a stage refuses can be mended and fed to it again", "frame/mended",
      tests: [("RulesTests/Histories/LawTests.swift", "Law 5: what detection refuses")]),
    LineRule(
      "L5b", "leaving out a stage changes what is sent together or at all, never what is true",
      tests: [("RulesTests/Histories/LawTests.swift", "Law 5: leaving out a stage")]),
  ]

  /// A notification.
  private static let notifications = [
    LineRule(
      "N1", "the documented keys in their order, then meta; three events, two shapes",
      "lines/payload-keys"),
    LineRule(
      "N2", "mrr-post sends the line's bytes less meta, wherever that stands", "lines/unknown-keys",
      tests: [("PostingTests/Faults/FaultTests.swift", "func oddInput")]),
    LineRule(
      "N3", "an unknown name or e-mail is null, and so is the account without --account",
      "lines/payload-keys"),
    LineRule(
      "N4", "meta.id is the FNV-1a hash of account, customer, event, time and invoice",
      "lines/payload-id",
      tests: [("NotificationsTests/PayloadIDTests.swift", "struct PayloadIDTests")]),
    LineRule(
      "N5", "a second batch of the same opening time has another id", "ledger/late-batch"),
    LineRule(
      "N6", "parts are numbered from 1 and stand together, the last is marked", "lines/parts"),
    LineRule(
      "N7",
      "mrr-filter marks the line that is now last, takes movements out, and does nothing else",
      "lines/parts", "lines/unknown-keys"),
    LineRule("N8", "what mrr-group writes has neither part nor last", "lines/parts"),
    LineRule(
      "N9", "meta.at is when the batch opened, UTC; meta.why is there with --explain alone",
      "lines/meta", "ledger/explain"),
    LineRule("N10", "keys that a stage does not know stay, at any level", "lines/unknown-keys"),
    LineRule(
      "N11", "what is passed on has the bytes that were read", "lines/unknown-keys",
      "lines/numbers"),
  ]

  /// A billing record.
  private static let records = [
    LineRule("B1", "one input may mix all dialects", "lines/dialects-mixed"),
    LineRule("B2", "a text may spread over lines", "lines/texts", "frame/texts-pretty"),
    LineRule(
      "B3", "of a text that goes bad, what stands before the next { or [ in column one is rejected",
      "lines/texts", "frame/texts-bad", "frame/texts-cut-then-good", "frame/texts-end-inside",
      "frame/texts-garbage"),
    LineRule("B4", "two texts on one line are bad", "lines/texts", "frame/texts-two-on-a-line"),
    LineRule("B5", "all other stages read one value a line", "lines/texts", "lines/one-value"),
    LineRule(
      "B6", "Stripe events, as the CLI, the API and stored webhook bodies give them",
      "lines/dialects-mixed", tests: [("RulesTests/NumberedCases.swift", "NumberedCases")]),
    LineRule(
      "B7", "Stripe objects; a list page or an array is read as its elements",
      "lines/dialects-mixed",
      "frame/texts-array-bad"),
    LineRule("B8", "native records, four kinds", "lines/native"),
    LineRule("B9", "times are RFC 3339, Unix seconds, or a date", "lines/native"),
    LineRule("B10", "a unit amount may be a decimal text", "lines/native"),
    LineRule("B11", "a key that is not known is warned of once", "lines/native"),
    LineRule(
      "B12", "a type that has nothing to do with MRR is skipped and counted", "lines/skipped",
      "frame/summary-skipped", "frame/verbose"),
    LineRule(
      "B13", "what is no JSON, or JSON of no known dialect, is rejected in different words",
      "lines/skipped"),
  ]

  /// JSON, the same in every stage.
  private static let json = [
    LineRule(
      "J1", "UTF-8; invalid bytes anywhere make a bad line", "lines/encoding",
      tests: [("PostingTests/Faults/FaultTests.swift", "func bytesThatAreNoText")]),
    LineRule(
      "J2", "one byte order mark at an input's start is skipped; none is written",
      "lines/byte-order-mark", "frame/byte-order-mark", "frame/byte-order-mark-inside"),
    LineRule(
      "J3", "\\n and \\r\\n are read, \\n is written; the last line may lack it",
      "lines/line-ends", "frame/crlf", "frame/no-final-newline"),
    LineRule(
      "J4", "lines of white space alone are skipped but counted", "lines/line-ends",
      "frame/blank-lines-count", "frame/empty"),
    LineRule(
      "J5", "one value a line; pretty-printed input and CSV are hinted at", "lines/one-value",
      "frame/hints"),
    LineRule("J6", "of duplicate keys the last one counts, in every stage", "lines/duplicate-keys"),
    LineRule(
      "J7", "amounts are integers of 64 bits; every other number stays the text it was",
      "lines/numbers"),
    LineRule(
      "J8", "NaN, Infinity, comments, single quotes make a bad line", "lines/no-json",
      tests: [("JSONTextTests/GrammarTests.swift", "struct GrammarTests")]),
    LineRule("J9", "128 levels; deeper is a bad line, never a crash", "lines/depth"),
    LineRule(
      "J10", "16 MiB unless told; longer is a bad line, skipped in bounded memory", "lines/size",
      "frame/over-long-line", "frame/over-long-line-memory", "frame/texts-too-long"),
    LineRule(
      "J11", "\\u0000 and lone surrogates pass; what is read as text refuses them",
      "lines/odd-text"),
  ]
}
