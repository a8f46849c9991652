/// A program of several commands, the first operand naming which: `mrr-webhook enable`.
package struct Suite: Sendable {
  /// One of the commands.
  package struct Command: Sendable {
    let name: String
    let usage: String
    let summary: String
    let run: @Sendable ([String]) -> ExitStatus

    /// The command that `program` describes; `body` is what it does.
    package init<Settings>(
      _ program: Program<Settings>,
      body: @escaping @Sendable (Session, Settings) throws(Ending) -> Void
    ) {
      name = program.command ?? program.name
      usage = HelpText.usage(of: program)
      summary = program.summary
      run = { program.run($0, body: body) }
    }
  }

  private let name: String
  private let summary: String
  private let description: [String]
  private let examples: [Example]
  private let commands: [Command]

  package init(
    name: String, summary: String, description: [String], examples: [Example],
    commands: [Command]
  ) {
    self.name = name
    self.summary = summary
    self.description = description
    self.examples = examples
    self.commands = commands
  }

  /// Runs the command that is named; `arguments` begin with the program's own name.
  package func run(_ arguments: [String]) -> ExitStatus {
    let names = commands.map(\.name)
    let arguments = Arguments.complete(arguments)
    switch arguments.dropFirst().first {
    case "-h": return Answer.write(shortHelp, of: name)
    case "--help": return Answer.write(longHelp, of: name)
    case "-V", "--version": return Answer.version(of: name)
    case .some(let word):
      if let command = commands.first(where: { $0.name == word }) {
        return command.run(Array(arguments.dropFirst()))
      }
      if word.hasPrefix("-") {
        return refuse("\(word): the command comes first: \(name) COMMAND [OPTIONS]")
      }
      let near = NearestName.of(word, among: names).map { "; did you mean \($0)?" } ?? ""
      return refuse("there is no command '\(word)'\(near)")
    case nil:
      return refuse("a command is missing: \(names.joined(separator: ", "))")
    }
  }

  private func refuse(_ sentence: String) -> ExitStatus {
    Diagnostics(program: name).tell("\(sentence) (try --help)")
    return .usage
  }

  private var shortHelp: String {
    let column = 4 + (commands.map(\.name.count).max() ?? 0)
    var text = "\(name): \(summary)\n\nusage: \(name) COMMAND [OPTIONS] [OPERANDS]\n\n"
    for command in commands {
      let head = "  " + command.name
      text += head + HelpText.wrapped(command.summary, indent: column).dropFirst(head.count)
    }
    return text + "\nOptions of a command: \(name) COMMAND -h; examples: \(name) --help\n"
  }

  private var longHelp: String {
    var text = "\(name): \(summary)\n\n" + HelpText.list(examples)
    for paragraph in description { text += "\n" + HelpText.wrapped(paragraph, indent: 0) }
    text += "\nCommands (each has its own --help):\n"
    for command in commands {
      text += "  \(command.usage.dropFirst("usage: ".count))\n"
      text += HelpText.wrapped(command.summary + ".", indent: 6)
    }
    return text
  }
}
