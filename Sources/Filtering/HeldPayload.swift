import Command
import JSONText
import Notifications

/// A payload that comes as several lines and is not decided, or not complete, yet.
struct HeldPayload {
  /// How many bytes are held before a payload passes undecided: an alert too many is better than
  /// one lost, and memory must have an end.
  static let limit = 4 << 20

  /// Whether there is such a payload; it may hold no lines.
  private(set) var isOpen = false

  /// Whether its movements pass, whatever follows.
  var passes = false

  /// The part (`meta.part`) that was read last.
  var part: Int64 = 0

  /// The lines that are held, each with its `\n` but for the one that is being appended.
  var lines = LineBuffer()

  private var id = LineBuffer()
  /// Where each of the lines ends.
  private var ends: [Int] = []
  /// Where in `lines` the value of the last line's `meta.last` stands, which is `false`.
  private var mark: Int?

  /// Begins a payload with the id that `found` holds.
  mutating func open(_ bytes: Span<UInt8>, _ found: JSONFound, passes: Bool) {
    isOpen = true
    self.passes = passes
    id.removeAll()
    if found.isEscaped {
      id.append(JSONValue.text(bytes, found) ?? [])
    } else {
      id.append(bytes, found.content)
    }
  }

  /// Whether `found` holds the id of this payload.
  func isSame(_ bytes: Span<UInt8>, _ found: JSONFound) -> Bool {
    if found.isEscaped { return JSONValue.text(bytes, found) == id.bytes }
    return JSONValue.isSame(bytes, found.content, id.bytes.span, 0..<id.count)
  }

  /// Whether so many bytes more would be too many.
  func isFull(with bytes: Int) -> Bool { lines.count + bytes > Self.limit && !lines.isEmpty }

  /// Completes the line that was appended to ``lines``.
  mutating func endLine(mark: Int?) {
    lines.append(UInt8(ascii: "\n"))
    ends.append(lines.count)
    self.mark = mark
  }

  /// Gives out the lines that are held; the payload goes on where `isUnfinished`.
  mutating func release(into output: inout Output, isUnfinished: Bool) {
    var start = 0
    for end in ends {
      output.beginPart(isUnfinished || end < lines.count)
      output.lines.append(lines.bytes.span, start..<end)
      start = end
    }
    output.written += ends.count
    empty()
  }

  /// Ends the payload: gives its lines out if they pass, and drops them otherwise.
  mutating func settle(into output: inout Output, dropped reason: String, marksLast: Bool = false) {
    guard isOpen else { return }
    if !passes { return drop(into: &output, reason) }
    isOpen = false
    if marksLast, let mark {
      // It is in the last of the lines.
      let tail = lines.takeTail(from: mark)
      lines.append(literal: "true")
      lines.append(tail.bytes.span, "false".utf8.count..<tail.count)
      ends[ends.count - 1] = lines.count
    }
    release(into: &output, isUnfinished: false)
    output.endParts()
  }

  /// Ends the payload, and drops the lines that are held.
  mutating func drop(into output: inout Output, _ reason: String) {
    isOpen = false
    for _ in ends { output.skip(reason) }
    empty()
    output.endParts()
  }

  private mutating func empty() {
    lines.removeAll()
    ends.removeAll(keepingCapacity: true)
    mark = nil
  }
}
