package import Command
import JSONText
import Notifications

/// `mrr-group`: joins adjacent notifications that belong together into one payload (rules.md,
/// section 7).
///
/// Like `uniq`, it looks at adjacent lines alone and never at the clock. What is written has a
/// `meta` of id and at; a line that was not joined keeps its other bytes as they were.
package struct Group: Stage {
  private var reader = NotificationReader(identity: true)
  private var key = GroupKey()

  /// The group that is open: whose it is, its last line, and the movements of those before it.
  private var isOpen = false
  private var openKey = GroupKey()
  private var last = LineBuffer()
  private var lastShape = LineShape()
  private var earlier = LineBuffer()

  /// Makes the stage.
  package init() {}

  package mutating func consume(
    _ bytes: Span<UInt8>, _ line: Range<Int>, at place: Place, into output: inout Output
  ) throws(Rejection) {
    try reader.read(bytes, line)
    let isAlone = reader.event == .failedPayment
    if isAlone || (!isOpen && reader.isLast && reader.places.metaID >= 0) {
      settle(into: &output)
      LineShape(reader, bytes, line).write(bytes, from: line.lowerBound, after: nil, to: &output)
      return
    }
    key.read(reader, bytes)
    let continues = isOpen && key == openKey
    if !continues { settle(into: &output) }
    let shape = LineShape(reader, bytes, line)
    if continues { keepMovements() }
    if reader.isLast {
      isOpen = false
      shape.write(bytes, from: line.lowerBound, after: earlier, to: &output)
      earlier.removeAll()
      return
    }
    if !continues {
      isOpen = true
      swap(&key, &openKey)
    }
    last.removeAll()
    last.append(bytes, line)
    lastShape = shape
  }

  package mutating func finish(into output: inout Output) throws(Failure) {
    settle(into: &output)
  }

  /// Writes the open group, if there is one.
  private mutating func settle(into output: inout Output) {
    guard isOpen else { return }
    isOpen = false
    lastShape.write(last.bytes.span, from: 0, after: earlier, to: &output)
    earlier.removeAll()
  }

  /// Puts the movements of the line that is no longer the last one to the earlier ones.
  private mutating func keepMovements() {
    let bytes = last.bytes
    earlier.append(bytes.span, lastShape.movements)
    earlier.append(UInt8(ascii: ","))
  }
}
