/// What is said of a program, or of one of its commands, without what it does.
///
/// Help, the manual page and the completions are made from it.
struct ProgramFace: Sendable {
  let name: String
  /// Which of the program's commands it is, where there are several.
  var command: String?
  let summary: String
  let description: [String]
  let examples: [Example]
  let options: [OptionFace]
  /// Operands before the inputs, in brackets those that may be left out.
  var operands: [String] = []
  var takesInputs = false
  /// Of a program that has some; the options are then those of the program itself.
  var commands: [ProgramFace] = []

  /// How it is called: `mrr-webhook enable`.
  var fullName: String { name + (command.map { " " + $0 } ?? "") }

  /// The words behind the options, as the usage line has them.
  var shownOperands: [String] {
    commands.isEmpty ? operands + (takesInputs ? ["[INPUT...]"] : []) : ["[OPERANDS]"]
  }
}

extension OptionFace {
  /// What a shell can offer as its value.
  enum Offer: Equatable {
    /// It has no value.
    case flag
    /// Any text.
    case nothing
    case files
    case one(of: [String])
    /// Some of these, with commas between them.
    case list(of: [String])
  }

  /// What completions offer.
  var offer: Offer {
    guard let valueName else { return .flag }
    if !choices.isEmpty { return valueName == "LIST" ? .list(of: choices) : .one(of: choices) }
    return ["FILE", "ADDRESS"].contains(valueName) ? .files : .nothing
  }

  /// How it is written: `-o` and `--output`.
  var spellings: [String] { [letter.map { "-\($0)" }, "--" + name].compactMap(\.self) }
}
