/// What `--generate` prints, made from the tables that the parser and the help are made from.
package enum Generated: String, Sendable, CaseIterable {
  case man, bash, zsh, fish

  /// The text for a program.
  func text(of program: ProgramFace) -> String {
    switch self {
    case .man: ManualPage.text(of: program)
    case .bash: BashCompletion.text(of: program)
    case .zsh: ZshCompletion.text(of: program)
    case .fish: FishCompletion.text(of: program)
    }
  }

  /// The row of the option.
  static let option = Option<CommonOptions>.value(
    "generate", nil, "WHAT", "print the manual page, or a completion for a shell",
    details: "man for mdoc(7), or bash, zsh or fish, as they are installed.",
    choices: allCases.map(\.rawValue),
    set: { (common, text) throws(UsageError) in
      common.request = .generate(
        try OptionValue.choice(text, allCases.map { (name: $0.rawValue, value: $0) }))
    })
}
