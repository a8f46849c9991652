package import Command
import Notifications
import Streams

/// `mrr-filter` as a command: its options, and the stage they make.
package enum FilterCommand {
  /// Runs it; `arguments` begin with the command's own name.
  package static func run(_ arguments: [String]) -> ExitStatus {
    program.run(arguments) { (settings) throws(Failure) in try settings.stage() }
  }

  static let program = Program(
    name: "mrr-filter",
    summary: "keeps the MRR notifications that are worth sending",
    description: [
      "Reads notifications, one JSON object a line, and writes those that are asked for. What is "
        + "kept keeps its order and its bytes; only movements that are not asked for are taken out "
        + "of a line that holds several, and the line that is now the last one of its payload is "
        + "marked so.",
      "A payload that comes as several lines is decided as a whole: if one movement of it is over "
        + "the amount, all of them are kept. Without options every notification is kept, and lines "
        + "that are none are rejected.",
    ],
    examples: [
      Example("mrr-filter --types churn,contraction", "only what was lost"),
      Example("mrr-filter --over 100", "movements of more than $100 a month"),
      Example(
        "mrr-filter --over 100 --rates eurofxref-hist.csv", "the same for every currency"),
    ],
    options: [
      .value(
        "types", "t", "LIST", "keep these types only",
        details: "Separated by commas: \(NotificationType.words). Given again, it adds to the "
          + "list. Without it, every type is kept.",
        choices: NotificationType.allCases.map { "\($0.word)" },
        set: { (settings, text) throws(UsageError) in
          let choices = NotificationType.allCases.map { (name: "\($0.word)", value: $0) }
          for item in try OptionValue.list(text) {
            settings.types.append(try OptionValue.choice(item, choices))
          }
        }),
      .value(
        "over", nil, "AMOUNT", "keep payloads with a movement of more than AMOUNT US dollars",
        details: "Whole or decimal, such as 100 or 52.92; a movement of exactly AMOUNT is not over "
          + "it. Failed payments are kept whatever their amount.",
        set: { (settings, text) throws(UsageError) in
          guard let amount = Decimal(text) else {
            throw OptionValue.expected("an amount of US dollars such as 100 or 52.92", text)
          }
          settings.amount = amount
        }),
      .value(
        "rates", nil, "FILE", "exchange rates for --over",
        details: "The European Central Bank's eurofxref-hist.csv, unzipped, or JSON Lines "
          + "{\"date\":\"2025-03-14\",\"base\":\"eur\",\"rates\":{\"usd\":1.08}}. Taken is the "
          + "newest day up to the movement's date that has both currencies. A movement of a "
          + "currency without a rate is kept, with a warning.",
        set: { (settings, text) throws(UsageError) in
          settings.rates = try OptionValue.address(text)
        }),
    ],
    defaults: FilterSettings())
}

/// What the options of `mrr-filter` say.
struct FilterSettings: Sendable {
  /// None: every type.
  var types: [NotificationType] = []
  var amount: Decimal?
  var rates: Address?

  /// The stage; reads the file of rates.
  func stage() throws(Failure) -> Filter {
    let rates: ExchangeRates? =
      if let rates { try RatesFile.read(rates) } else { nil }
    return Filter(
      types: types.isEmpty ? .all : TypeSelection(types),
      over: amount.map { Threshold(over: $0, rates: rates) })
  }
}
