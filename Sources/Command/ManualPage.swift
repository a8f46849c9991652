/// A manual page in the language of mdoc(7).
///
/// Those in `scripts/man` hold the same sections, and further ones.
enum ManualPage {
  static func text(of program: ProgramFace) -> String {
    let name = program.name
    var text = ".Dd \(Version.day)\n.Dt \(name.uppercased()) 1\n.Os mrr \(Version.current)\n.nh\n"
    text += ".Sh NAME\n.Nm \(name)\n.Nd \(MdocText.escaped(program.summary))\n"
    text += ".Sh SYNOPSIS\n"
    for one in program.commands.isEmpty ? [program] : program.commands { text += usage(of: one) }
    text += ".Sh DESCRIPTION\n" + paragraphs(program.description)
    if !program.commands.isEmpty { text += commands(of: program) }
    text += ".Sh OPTIONS\n" + options(of: program)
    if program.takesInputs || program.commands.contains(where: \.takesInputs) {
      let forms = AddressForm.all.map { form in
        // A comma is a word of its own to mdoc(7).
        let words = form.written.split(separator: " ").map { word in
          word.hasSuffix(",") ? word.dropLast() + " ," : String(word)
        }
        return ("Li " + words.joined(separator: " "), form.meaning)
      }
      text += ".Sh INPUTS AND OUTPUTS\n" + list(forms)
    }
    let statuses = ExitStatus.allCases.map { ("\($0.rawValue)", $0.meaning) }
    text += ".Sh EXIT STATUS\n" + list(statuses + [("128+N", ExitStatus.meaningOfSignals)])
    return text + ".Sh EXAMPLES\n" + examples(program.examples)
  }

  private static func usage(of program: ProgramFace) -> String {
    var text = ".Nm \(program.name)\n"
    if let command = program.command { text += ".Cm \(command)\n" }
    text += ".Op Ar OPTIONS\n"
    for operand in program.shownOperands {
      let word = operand.filter { !"[].".contains($0) } + (operand.contains("...") ? " ..." : "")
      text += (operand.hasPrefix("[") ? ".Op Ar " : ".Ar ") + word + "\n"
    }
    return text
  }

  private static func paragraphs(_ paragraphs: [String]) -> String {
    paragraphs.map(MdocText.prose).joined(separator: ".Pp\n")
  }

  private static func commands(of program: ProgramFace) -> String {
    let common = commonOptions(of: program).map(\.name)
    var text = ".Sh COMMANDS\n"
    for command in program.commands {
      text += ".Ss \(command.command ?? "")\n"
      text += MdocText.prose(sentence(command.summary) + ".")
      text += ".Pp\n" + paragraphs(command.description)
      let own = command.options.filter { !common.contains($0.name) }
      if !own.isEmpty { text += list(own.map { (head(of: $0), sentences(about: $0)) }) }
      text += ".Pp\n" + examples(command.examples)
    }
    return text
  }

  /// Those that every command of a program has.
  private static func commonOptions(of program: ProgramFace) -> [OptionFace] {
    guard let first = program.commands.first else { return [] }
    return first.options.filter { option in
      program.commands.allSatisfy { $0.options.contains(option) }
    }
  }

  private static func options(of program: ProgramFace) -> String {
    if program.commands.isEmpty {
      return list(program.options.map { (head(of: $0), sentences(about: $0)) })
    }
    let common = commonOptions(of: program)
    let names = common.map(\.name)
    let own = program.options.filter { !names.contains($0.name) }
    return MdocText.prose("Every command has these:")
      + list(common.map { (head(of: $0), sentences(about: $0)) })
      + ".Pp\n" + MdocText.prose("Without a command:")
      + list(own.map { (head(of: $0), sentences(about: $0)) })
  }

  private static func head(of option: OptionFace) -> String {
    let value = option.valueName.map { " Ar " + MdocText.escaped($0) } ?? ""
    let letter = option.letter.map { "Fl \($0)\(value) , " } ?? ""
    return letter + "Fl \\-" + MdocText.escaped(option.name) + value
  }

  private static func sentences(about option: OptionFace) -> String {
    sentence(HelpText.sentences(about: option))
  }

  private static func sentence(_ phrase: String) -> String {
    phrase.prefix(1).uppercased() + phrase.dropFirst()
  }

  private static func list(_ items: [(tag: String, text: String)]) -> String {
    items.reduce(".Bl -tag -width Ds\n") {
      $0 + ".It \($1.tag)\n" + MdocText.prose($1.text)
    } + ".El\n"
  }

  private static func examples(_ examples: [Example]) -> String {
    examples.map { example in
      MdocText.prose(sentence(example.meaning) + ":")
        + ".Bd -literal -offset indent -compact\n" + MdocText.literal(example.command) + ".Ed\n"
    }.joined(separator: ".Pp\n")
  }
}
