/// How text is written in mdoc(7), so that it is shown as it was meant.
enum MdocText {
  /// Sentences, each on a line of its own or on several of at most 80 columns.
  static func prose(_ text: String) -> String {
    var sentences: [String] = [""]
    for word in text.split(separator: " ") {
      let isFirst = sentences[sentences.count - 1].isEmpty
      sentences[sentences.count - 1] += (isFirst ? "" : " ") + word
      if word.hasSuffix(".") && !word.hasSuffix("...") { sentences.append("") }
    }
    let lines = sentences.filter { !$0.isEmpty }
      .flatMap { HelpText.wrapped($0, indent: 0).split(separator: "\n") }
    return lines.map { guarded(escaped(String($0))) + "\n" }.joined()
  }

  /// What fits into a display of a terminal of 80 columns.
  private static let displayed = 66

  /// Lines for the shell: a command that is too long for one goes on behind a pipe or a backslash.
  static func literal(_ command: String) -> String {
    var lines = [""]
    var isQuoted = false
    let words = command.split(separator: " ").map(String.init)
    for (index, word) in words.enumerated() {
      let line = lines[lines.count - 1]
      // A pipe that does not fit is broken behind its sign.
      let rest = words[index...].prefix { $0 != "|" }.joined(separator: " ")
      let wanted = index > 0 && words[index - 1] == "|" ? rest : word
      if index > 0, !isQuoted, word != "|", line.count + wanted.count + 3 > displayed {
        lines[lines.count - 1] += words[index - 1] == "|" ? "" : " \\"
        lines.append("  " + word)
      } else {
        lines[lines.count - 1] += (index == 0 ? "" : " ") + word
      }
      if word.count(where: { $0 == "'" }) % 2 == 1 { isQuoted.toggle() }
    }
    return lines.map { guarded(escaped($0, isLiteral: true)) + "\n" }.joined()
  }

  /// `text` without anything that roff takes for its own; a hyphen that a shell is to see is one.
  static func escaped(_ text: String, isLiteral: Bool = false) -> String {
    var result = ""
    var isOption = false
    var last: Character = " "
    for character in text {
      if character == "-" {
        isOption = isOption || " (['\"|".contains(last)
      } else if character == " " {
        isOption = false
      }
      switch character {
      case "\\": result += "\\e"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "-" where isLiteral || isOption: result += "\\-"
      case "…": result += "..."
      default: result.append(character)
      }
      last = character
    }
    return result
  }

  /// A line that roff does not take for a request.
  private static func guarded(_ line: String) -> String {
    line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
  }
}
