/// A program of several commands, the first operand naming which: `mrr-webhook enable`.
package struct Suite: Sendable {
  /// One of the commands.
  package struct Command: Sendable {
    let face: ProgramFace
    let run: @Sendable ([String]) -> ExitStatus

    var name: String { face.command ?? face.name }

    /// The command that `program` describes; `body` is what it does.
    package init<Settings>(
      _ program: Program<Settings>,
      body: @escaping @Sendable (Session, Settings) throws(Ending) -> Void
    ) {
      face = program.face
      run = { program.run($0, body: body) }
    }
  }

  /// What may stand in the place of a command.
  private static let options = OptionTable<Int>(
    [], common: CommonOptions.table(only: ["help", "version", "generate"]))

  private let face: ProgramFace
  private let commands: [Command]

  private var name: String { face.name }

  package init(
    name: String, summary: String, description: [String], examples: [Example],
    commands: [Command]
  ) {
    face = ProgramFace(
      name: name, summary: summary, description: description, examples: examples,
      options: Self.options.faces, commands: commands.map(\.face))
    self.commands = commands
  }

  /// Runs the command that is named; `arguments` begin with the program's own name.
  package func run(_ arguments: [String]) -> ExitStatus {
    let names = commands.map(\.name)
    let arguments = Arguments.complete(arguments)
    switch arguments.dropFirst().first {
    case .some(let word):
      if let command = commands.first(where: { $0.name == word }) {
        return command.run(Array(arguments.dropFirst()))
      }
      if word.hasPrefix("-") { return answer(Array(arguments.dropFirst())) }
      let near = NearestName.of(word, among: names).map { "; did you mean \($0)?" } ?? ""
      return refuse("there is no command '\(word)'\(near)")
    case nil:
      return refuse("a command is missing: \(names.joined(separator: ", "))")
    }
  }

  /// Answers what is asked of the program itself.
  private func answer(_ words: [String]) -> ExitStatus {
    switch (try? Self.options.parse(words, defaults: 0))?.common.request {
    case .shortHelp: return Answer.write(shortHelp, of: name)
    case .longHelp: return Answer.write(longHelp, of: name)
    case .version: return Answer.version(of: name)
    case .generate(let generated): return Answer.write(generated.text(of: face), of: name)
    case nil: break
    }
    if words[0].hasPrefix("--generate") {
      let words = Generated.allCases.map(\.rawValue).joined(separator: ", ")
      return refuse("--generate: expected one of \(words)")
    }
    return refuse("\(words[0]): the command comes first: \(name) COMMAND [OPTIONS]")
  }

  private func refuse(_ sentence: String) -> ExitStatus {
    Diagnostics(program: name).tell("\(sentence) (try --help)")
    return .usage
  }

  private var shortHelp: String {
    let column = 4 + (commands.map(\.name.count).max() ?? 0)
    var text = "\(name): \(face.summary)\n\nusage: \(name) COMMAND [OPTIONS] [OPERANDS]\n\n"
    for command in commands {
      let head = "  " + command.name
      text += head + HelpText.wrapped(command.face.summary, indent: column).dropFirst(head.count)
    }
    return text + "\nOptions of a command: \(name) COMMAND -h; examples: \(name) --help\n"
  }

  private var longHelp: String {
    var text = "\(name): \(face.summary)\n\n" + HelpText.list(face.examples)
    for paragraph in face.description { text += "\n" + HelpText.wrapped(paragraph, indent: 0) }
    text += "\nCommands (each has its own --help):\n"
    for command in commands {
      text += "  \(HelpText.usage(of: command.face).dropFirst("usage: ".count))\n"
      text += HelpText.wrapped(command.face.summary + ".", indent: 6)
    }
    text += "\nOptions without a command:\n"
    for option in face.options {
      text += "  \(HelpText.head(of: option))\n"
      text += HelpText.wrapped(HelpText.sentences(about: option), indent: 6)
    }
    return text + HelpText.statuses
  }
}
