/// What `-h` and `--help` print.
enum HelpText {
  private static let width = 80

  /// The usage line and a line for each option.
  static func short<Settings>(_ program: Program<Settings>) -> String {
    let rows = program.table.faces.map { (head: head(of: $0), summary: $0.summary) }
    let column = min(28, (rows.map(\.head.count).max() ?? 0) + 4)
    var text = "\(fullName(of: program)): \(program.summary)\n\n\(usage(of: program))\n\n"
    for row in rows {
      let head = "  " + row.head
      let summary = wrapped(row.summary, indent: column)
      text +=
        head.count + 2 <= column ? head + summary.dropFirst(head.count) : "\(head)\n\(summary)"
    }
    return text + "\nAll of it, with examples: \(fullName(of: program)) --help\n"
  }

  /// Examples first, then everything.
  static func long<Settings>(_ program: Program<Settings>) -> String {
    var text = "\(fullName(of: program)): \(program.summary)\n\n" + list(program.examples)
    text += "\n\(usage(of: program))\n"
    for paragraph in program.description { text += "\n" + wrapped(paragraph, indent: 0) }
    text += "\nOptions:\n"
    for face in program.table.faces {
      let details = face.details.isEmpty ? "" : " " + face.details
      text += "  \(head(of: face))\n" + wrapped(face.summary + "." + details, indent: 6)
    }
    if program.takesInputs {
      text += "\nInputs and outputs:\n"
      for (written, meaning) in addresses {
        text += "  \(written)\n" + wrapped(meaning, indent: 6)
      }
    }
    return text + statuses
  }

  static func list(_ examples: [Example]) -> String {
    examples.reduce("Examples:\n") {
      $0 + "  \($1.command)\n" + wrapped($1.meaning, indent: 6)
    }
  }

  private static var statuses: String {
    ExitStatus.allCases.reduce("\nExit status:\n") {
      $0 + "  \($1.rawValue)\n" + wrapped($1.meaning, indent: 6)
    } + "  128+N\n" + wrapped("ended by signal N, as a shell shows it.", indent: 6)
  }

  private static let addresses = [
    ("-", "standard input or output; no input means standard input."),
    ("PATH", "a file (./fd:3 for one of an odd name)."),
    ("fd:N", "a descriptor that was inherited."),
  ]

  static func usage<Settings>(of program: Program<Settings>) -> String {
    let inputs = program.takesInputs ? ["[INPUT...]"] : []
    return (["usage:", fullName(of: program), "[OPTIONS]"] + program.operands + inputs)
      .joined(separator: " ")
  }

  private static func fullName<Settings>(of program: Program<Settings>) -> String {
    program.name + (program.command.map { " " + $0 } ?? "")
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
