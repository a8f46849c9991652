/// Completion for bash; it needs nothing but bash 4.4.
enum BashCompletion {
  static func text(of program: ProgramFace) -> String {
    var text = ShellText.head(program, .bash)
    for command in program.commands { text += function(for: command) }
    text += program.commands.isEmpty ? function(for: program) : dispatcher(for: program)
    return text + "complete -F \(ShellText.function(program)) \(program.name)\n"
  }

  private static func function(for program: ProgramFace) -> String {
    var text = """
      \(ShellText.function(program))() {
        local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} head=
        # bash takes --name=value for three words.
        [ "$before" != = ] || before=${COMP_WORDS[COMP_CWORD - 2]}
        [ "$word" != = ] || word=
        [[ $word != *,* ]] || head=${word%,*},
        COMPREPLY=()
        case $before in

      """
    var offers: [OptionFace.Offer] = []
    for option in program.options where option.valueName != nil && !offers.contains(option.offer) {
      offers.append(option.offer)
    }
    for one in offers {
      let spellings = program.options.filter { $0.offer == one }.flatMap(\.spellings)
      text += "    \(spellings.joined(separator: " | ")))\n"
      text += offer(one).map { "      \($0)\n" }.joined()
      text += "      return\n      ;;\n"
    }
    let names = program.options.flatMap(\.spellings).joined(separator: " ")
    text += "  esac\n"
    text += "  if [[ $word == -* ]]; then\n"
    text += "    mapfile -t COMPREPLY < <(compgen -W \(ShellText.quoted(names)) -- \"$word\")\n"
    if program.takesInputs {
      text += "  else\n" + offer(.files).map { "    \($0)\n" }.joined()
    }
    return text + "  fi\n}\n"
  }

  /// The lines that put what is offered into COMPREPLY.
  private static func offer(_ offer: OptionFace.Offer) -> [String] {
    switch offer {
    case .flag, .nothing: []
    case .files:
      [
        "compopt -o filenames 2> /dev/null",
        "mapfile -t COMPREPLY < <(compgen -f -- \"$word\")",
      ]
    case .one(let choices):
      ["mapfile -t COMPREPLY < <(compgen -W \(words(choices)) -- \"$word\")"]
    case .list(let choices):
      [
        "mapfile -t COMPREPLY < "
          + "<(compgen -P \"$head\" -W \(words(choices)) -- \"${word##*,}\")"
      ]
    }
  }

  private static func words(_ words: [String]) -> String {
    ShellText.quoted(words.joined(separator: " "))
  }

  private static func dispatcher(for program: ProgramFace) -> String {
    let names = program.commands.compactMap(\.command)
    let options = program.options.flatMap(\.spellings)
    let generated = words(Generated.allCases.map(\.rawValue))
    return """
      \(ShellText.function(program))() {
        local word=${COMP_WORDS[COMP_CWORD]}
        COMPREPLY=()
        if [ "$COMP_CWORD" -eq 1 ]; then
          local words=\(words(names))
          [[ $word != -* ]] || words=\(words(options))
          mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
          return
        fi
        case ${COMP_WORDS[1]} in
          \(names.joined(separator: " | "))) "\(ShellText.function(program))_${COMP_WORDS[1]}" ;;
          --generate)
            [ "$word" != = ] || word=
            mapfile -t COMPREPLY < <(compgen -W \(generated) -- "$word")
            ;;
        esac
      }

      """
  }
}
