/// Checks one JSON text that comes in pieces which end between two tokens, as lines do.
package struct JSONContinuation {
  private var nesting = Nesting()
  private var isComplete = false

  package init() {}

  /// Checks the next piece, `bytes[range]`; gives true when the text is complete with it.
  ///
  /// Throws what is wrong with the text, or `more text after the value` when anything but white
  /// space follows it.
  package mutating func advance(
    _ bytes: Span<UInt8>, _ range: Range<Int>
  ) throws(JSONError) -> Bool {
    var index = range.lowerBound
    if !isComplete {
      var why = Fault.cut
      index = nesting.walk(bytes, from: index, to: range.upperBound, floor: 0, why: &why)
      if index < 0 {
        if why == .cut { return false }
        throw why.error(bytes, at: ~index, end: range.upperBound)
      }
      isComplete = true
    }
    index = ByteScan.spaceEnd(bytes, index, range.upperBound)
    if index < range.upperBound {
      throw Fault.trailing.error(bytes, at: index, end: range.upperBound)
    }
    return true
  }
}
