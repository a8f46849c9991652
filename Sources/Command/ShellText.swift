/// Pieces of the completions that shells are given.
enum ShellText {
  /// A word as each shell takes it literally: in single quotes.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }

  /// `mrr-filter` as the name of a shell's function.
  static func function(_ program: ProgramFace) -> String {
    "_" + program.fullName.map { $0 == "-" || $0 == " " ? "_" : String($0) }.joined()
  }

  /// Where a completion comes from.
  static func head(_ program: ProgramFace, _ shell: Generated) -> String {
    "# \(program.name) in \(shell.rawValue), made by: \(program.name) --generate \(shell.rawValue)\n"
  }
}
