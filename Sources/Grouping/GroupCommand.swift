package import Command

/// `mrr-group` as a command: it has no options of its own.
package enum GroupCommand {
  /// Runs it; `arguments` begin with the command's own name.
  package static func run(_ arguments: [String]) -> ExitStatus {
    program.run(arguments) { (_) throws(Failure) in Group() }
  }

  static let program = Program(
    name: "mrr-group",
    summary: "joins MRR notifications that belong together into one payload",
    description: [
      "Reads notifications, one JSON object a line, and joins adjacent ones that are one payload: "
        + "those of one meta.id or, without meta, those of one account, customer and event whose "
        + "movements have the same dates. Like uniq it looks at adjacent lines alone, and never at "
        + "the clock: for a digest over a longer time, sort before it.",
      "What it writes has a meta of id and at; a line that was not joined keeps its other bytes. "
        + "Failed payments are never joined.",
    ],
    examples: [
      Example("mrr-detect events.jsonl | mrr-group", "one line a payload"),
      Example("sort notifications.jsonl | mrr-group", "what belongs together need not be adjacent"),
    ],
    options: [],
    defaults: GroupSettings())
}

/// There is nothing to set.
struct GroupSettings: Sendable {}
