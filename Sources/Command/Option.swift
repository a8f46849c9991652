/// One option of a command: how it is written, what it says of itself, and what it sets.
///
/// The rows of a command's table drive the parser, `-h`, `--help`, and the hints for what is
/// misspelt; the manual page and the completions are made from the same rows.
package struct Option<Settings>: Sendable {
  /// What everybody sees of it.
  package let face: OptionFace
  /// Sets it from its value; a flag is given the name that it was written with.
  let apply: @Sendable (inout Settings, String) throws(UsageError) -> Void

  /// An option without a value.
  package static func flag(
    _ name: String, _ letter: Character? = nil, _ summary: String, details: String = "",
    set: @escaping @Sendable (inout Settings) -> Void
  ) -> Option {
    Option(
      face: OptionFace(
        name: name, letter: letter, valueName: nil, summary: summary, details: details),
      apply: { (settings, _) throws(UsageError) in set(&settings) })
  }

  /// An option with a value, called `valueName` in the help; `choices` are all the words it may
  /// have as its value, or as items of a LIST, where they are few.
  package static func value(
    _ name: String, _ letter: Character? = nil, _ valueName: String, _ summary: String,
    details: String = "", choices: [String] = [],
    set: @escaping @Sendable (inout Settings, String) throws(UsageError) -> Void
  ) -> Option {
    Option(
      face: OptionFace(
        name: name, letter: letter, valueName: valueName, summary: summary, details: details,
        choices: choices),
      apply: set)
  }
}

/// What is written and said of an option.
package struct OptionFace: Sendable, Equatable {
  /// The long name, without `--`.
  package var name: String
  package var letter: Character?
  /// Nil for a flag.
  package var valueName: String?
  /// One phrase, without a full stop.
  package var summary: String
  /// Further sentences for `--help` and the manual; may be empty.
  package var details: String
  package var choices: [String] = []
}

/// One way to use a command, for the head of its help.
package struct Example: Sendable {
  /// A line for the shell.
  package let command: String
  /// What it does, one phrase.
  package let meaning: String

  package init(_ command: String, _ meaning: String) {
    self.command = command
    self.meaning = meaning
  }
}

/// A command line that makes no sense; nothing was touched.
package struct UsageError: Error, Equatable {
  /// One sentence, without the name of the command.
  package var message: String

  package init(_ message: String) { self.message = message }
}
