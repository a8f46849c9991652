/// Completion for zsh, by its function `_arguments`.
enum ZshCompletion {
  static func text(of program: ProgramFace) -> String {
    let name = ShellText.function(program)
    var text = "#compdef \(program.name)\n" + ShellText.head(program, .zsh)
    for command in program.commands { text += function(for: command) }
    text += program.commands.isEmpty ? function(for: program) : dispatcher(for: program)
    // Loaded by compinit it is run at once; sourced it is registered.
    return text + """
      if [ "${funcstack[1]}" = _\(program.name) ]; then
        \(name) "$@"
      else
        compdef \(name) \(program.name)
      fi

      """
  }

  private static func function(for program: ProgramFace) -> String {
    var words = ["-s -S -A '-*'"] + program.options.flatMap(specifications)
    words += program.operands.enumerated().map { index, operand in
      let name = operand.filter { !"[]".contains($0) }
      return ShellText.quoted("\(operand.hasPrefix("[") ? ":" : "")\(index + 1):\(name): ")
    }
    if program.takesInputs { words.append(ShellText.quoted("*:INPUT:_files")) }
    return
      "\(ShellText.function(program))() {\n  _arguments \(words.joined(separator: " \\\n    "))\n}\n"
  }

  /// An option's letter and name, each shutting out the other unless it may be given again.
  private static func specifications(for option: OptionFace) -> [String] {
    var value = ""
    if let valueName = option.valueName {
      let action =
        switch option.offer {
        case .flag, .nothing: " "
        case .files: "_files"
        case .one(let choices): "(\(choices.joined(separator: " ")))"
        case .list(let choices): "_sequence compadd - \(choices.joined(separator: " "))"
        }
      value = ":\(valueName):\(action)"
    }
    let summary =
      "[" + option.summary.map { "[]:\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
      + "]"
    let isRepeated = option.summary.contains("repeated") || option.offer.isList
    let shutOut = isRepeated ? "*" : "(\(option.spellings.joined(separator: " ")))"
    return option.spellings.map { spelling in
      let sign = option.valueName == nil ? "" : spelling.hasPrefix("--") ? "=" : "+"
      return ShellText.quoted(shutOut + spelling + sign + summary + value)
    }
  }

  private static func dispatcher(for program: ProgramFace) -> String {
    let name = ShellText.function(program)
    let commands = program.commands.map { command in
      ShellText.quoted("\(command.command ?? ""):\(command.summary)")
    }
    let options = program.options.flatMap(specifications)
    let names = program.commands.compactMap(\.command).joined(separator: "|")
    return """
      \(name)() {
        local curcontext=$curcontext state line
        local -A opt_args
        local -a commands=(
          \(commands.joined(separator: "\n    "))
        )
        _arguments -C -A '-*' \(options.joined(separator: " \\\n    ")) \\
          '1:command:->command' '*::argument:->argument'
        case $state in
          command) _describe command commands ;;
          argument)
            case $words[1] in
              \(names)) "\(name)_$words[1]" ;;
            esac
            ;;
        esac
      }

      """
  }
}

extension OptionFace.Offer {
  var isList: Bool { if case .list = self { true } else { false } }
}
