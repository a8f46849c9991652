/// Completion for fish.
enum FishCompletion {
  static func text(of program: ProgramFace) -> String {
    var text = ShellText.head(program, .fish)
    if program.commands.isEmpty { return text + lines(for: program, of: program, condition: nil) }
    let start = "complete -c \(program.name) "
    let isFirst = "__fish_is_first_arg"
    text += start + "-f\n"
    for command in program.commands {
      let name = command.command ?? ""
      text += start + "-n \(isFirst) -a \(name) -d \(ShellText.quoted(command.summary))\n"
    }
    text += lines(for: program, of: program, condition: isFirst)
    for command in program.commands {
      let condition = ShellText.quoted("__fish_seen_subcommand_from \(command.command ?? "")")
      text += lines(for: command, of: program, condition: condition)
      if command.takesInputs { text += start + "-n \(condition) -F\n" }
    }
    return text
  }

  private static func lines(
    for face: ProgramFace, of program: ProgramFace, condition: String?
  ) -> String {
    face.options.map { option in
      var words = ["complete", "-c", program.name]
      if let condition { words += ["-n", condition] }
      if let letter = option.letter { words += ["-s", "\(letter)"] }
      words += ["-l", option.name]
      switch option.offer {
      case .flag: break
      case .nothing: words.append("-x")
      case .files: words += ["-r", "-F"]
      case .one(let choices):
        words += ["-x", "-a", ShellText.quoted(choices.joined(separator: " "))]
      case .list(let choices):
        words += [
          "-x", "-a", ShellText.quoted("(__fish_append , \(choices.joined(separator: " ")))"),
        ]
      }
      words += ["-d", ShellText.quoted(option.summary)]
      return words.joined(separator: " ") + "\n"
    }.joined()
  }
}
