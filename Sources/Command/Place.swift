/// Where a record stands: which input (an index into the command's inputs) and its first line, from 1.
package struct Place: Sendable, Equatable {
  /// The index of the input.
  package var source: Int
  package var line: Int

  package init(source: Int, line: Int) {
    self.source = source
    self.line = line
  }
}
