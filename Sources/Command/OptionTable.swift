/// A command line as it was written: plain values, nothing opened.
package struct CommandLineValues<Settings> {
  /// The options that every stage has, the command's own, and what is no option.
  package var common = CommonOptions()
  package var settings: Settings
  package var operands: [String] = []
}

/// The options of one command: its own, then those that every stage has.
package struct OptionTable<Settings>: Sendable {
  /// The command's own.
  package let own: [Option<Settings>]
  /// Those of all stages that it has.
  package let common: [Option<CommonOptions>]

  /// Traps when two rows share a name or a letter: a fault of the table.
  package init(
    _ own: [Option<Settings>], common: [Option<CommonOptions>] = CommonOptions.table
  ) {
    self.own = own
    self.common = common
    // Without a set: there are a few dozen, and this is done before anything is read.
    let faces = faces
    for (index, face) in faces.enumerated() {
      let before = faces[..<index]
      precondition(!before.contains { $0.name == face.name }, "two options --\(face.name)")
      if let letter = face.letter {
        precondition(!before.contains { $0.letter == letter }, "two options -\(letter)")
      }
    }
  }

  /// Every option, in the order in which help lists them.
  package var faces: [OptionFace] { own.map(\.face) + common.map(\.face) }

  /// Reads a command line (without the command's name) in the POSIX utility syntax with GNU long
  /// names: options first, `--` ends them, letters cluster, no abbreviations.
  ///
  /// A single-valued option given twice: the last one wins. After `-h`, `--help` or `-V` nothing
  /// further is looked at. Where operands may be files, whoever puts an option behind one is told
  /// how a file of that name is written.
  package func parse(
    _ arguments: [String], defaults: Settings, operandsMayBeFiles: Bool = true
  ) throws(UsageError) -> CommandLineValues<Settings> {
    var values = CommandLineValues(settings: defaults)
    var rest = arguments[...]
    while let argument = rest.first, argument.hasPrefix("-"), argument != "-" {
      rest.removeFirst()
      if argument == "--" {
        values.operands = Array(rest)
        return values
      }
      if argument.hasPrefix("--") {
        try parseLong(argument, &rest, into: &values)
      } else {
        try parseLetters(argument, &rest, into: &values)
      }
      if values.common.request != nil { return values }
    }
    if let late = rest.first(where: { $0.hasPrefix("-") && $0 != "-" }) {
      let file = operandsMayBeFiles ? " (a file of that name: ./\(late))" : ""
      throw UsageError("\(late): options come before the first operand\(file)")
    }
    values.operands = Array(rest)
    return values
  }

  private func parseLong(
    _ argument: String, _ rest: inout ArraySlice<String>,
    into values: inout CommandLineValues<Settings>
  ) throws(UsageError) {
    let parts = argument.dropFirst(2).split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let face = faces.first(where: { $0.name == name }) else {
      throw UsageError("unknown option --\(name)" + hint(for: name))
    }
    let given = parts.count == 2 ? String(parts[1]) : nil
    if face.valueName == nil {
      guard given == nil else { throw UsageError("--\(name) takes no value") }
      try apply(face, "--\(name)", to: &values)
    } else {
      let value = if let given { given } else { try next(&rest, for: face, "--\(name) ") }
      try apply(face, value, to: &values)
    }
  }

  private func parseLetters(
    _ argument: String, _ rest: inout ArraySlice<String>,
    into values: inout CommandLineValues<Settings>
  ) throws(UsageError) {
    var letters = argument.dropFirst()
    while let letter = letters.popFirst() {
      guard let face = faces.first(where: { $0.letter == letter }) else {
        throw UsageError("unknown option -\(letter)" + (letters.isEmpty ? "" : " in \(argument)"))
      }
      guard face.valueName == nil else {
        let value = try letters.isEmpty ? next(&rest, for: face, "-\(letter) ") : String(letters)
        return try apply(face, value, to: &values)
      }
      try apply(face, "-\(letter)", to: &values)
      if values.common.request != nil { return }
    }
  }

  private func next(
    _ rest: inout ArraySlice<String>, for face: OptionFace, _ spelling: String
  ) throws(UsageError) -> String {
    guard let value = rest.popFirst() else {
      throw UsageError("\(spelling)needs a value: \(spelling)\(face.valueName ?? "")")
    }
    return value
  }

  private func apply(
    _ face: OptionFace, _ value: String, to values: inout CommandLineValues<Settings>
  ) throws(UsageError) {
    do throws(UsageError) {
      if let option = own.first(where: { $0.face.name == face.name }) {
        try option.apply(&values.settings, value)
      } else if let option = common.first(where: { $0.face.name == face.name }) {
        try option.apply(&values.common, value)
      }
    } catch {
      throw UsageError("--\(face.name): \(error.message)")
    }
  }

  private func hint(for name: String) -> String {
    guard let near = NearestName.of(name, among: faces.map(\.name)) else { return "" }
    return "; did you mean --\(near)?"
  }
}
