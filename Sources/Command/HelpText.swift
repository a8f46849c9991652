/// What `-h` and `--help` print.
enum HelpText {
  private static let width = 80

  /// The usage line and a line for each option.
  static func short(_ program: ProgramFace) -> String {
    let rows = program.options.map { (head: head(of: $0), summary: $0.summary) }
    let column = min(28, (rows.map(\.head.count).max() ?? 0) + 4)
    var text = "\(program.fullName): \(program.summary)\n\n\(usage(of: program))\n\n"
    for row in rows {
      let head = "  " + row.head
      let summary = wrapped(row.summary, indent: column)
      text +=
        head.count + 2 <= column ? head + summary.dropFirst(head.count) : "\(head)\n\(summary)"
    }
    return text + "\nAll of it, with examples: \(program.fullName) --help\n"
  }

  /// Examples first, then everything.
  static func long(_ program: ProgramFace) -> String {
    var text = "\(program.fullName): \(program.summary)\n\n" + list(program.examples)
    text += "\n\(usage(of: program))\n"
    for paragraph in program.description { text += "\n" + wrapped(paragraph, indent: 0) }
    text += "\nOptions:\n"
    for face in program.options {
      text += "  \(head(of: face))\n" + wrapped(sentences(about: face), indent: 6)
    }
    if program.takesInputs {
      text += "\nInputs and outputs:\n"
      for form in AddressForm.all {
        text += "  \(form.written)\n" + wrapped(form.meaning, indent: 6)
      }
    }
    return text + statuses
  }

  static func list(_ examples: [Example]) -> String {
    examples.reduce("Examples:\n") {
      $0 + "  \($1.command)\n" + wrapped($1.meaning, indent: 6)
    }
  }

  static func sentences(about option: OptionFace) -> String {
    option.details.isEmpty ? option.summary + "." : option.summary + ". " + option.details
  }

  static var statuses: String {
    ExitStatus.allCases.reduce("\nExit status:\n") {
      $0 + "  \($1.rawValue)\n" + wrapped($1.meaning, indent: 6)
    } + "  128+N\n" + wrapped(ExitStatus.meaningOfSignals, indent: 6)
  }

  static func usage(of program: ProgramFace) -> String {
    (["usage:", program.fullName, "[OPTIONS]"] + program.shownOperands).joined(separator: " ")
  }

  static func head(of face: OptionFace) -> String {
    let letter = face.letter.map { "-\($0), " } ?? "    "
    return letter + "--" + face.name + (face.valueName.map { " " + $0 } ?? "")
  }

  /// `text` broken into lines of at most 80 columns, each indented and ended.
  static func wrapped(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var result = ""
    var line = margin
    for word in text.split(separator: " ") {
      if line.count + word.count + 1 > width && line.count > indent {
        result += line + "\n"
        line = margin
      }
      line += (line.count > indent ? " " : "") + word
    }
    return result + line + "\n"
  }
}
