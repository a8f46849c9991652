import JSONText

/// One of the clients whose lines are merged: what it sent of a line, or of a text, that is not
/// whole.
final class Client {
  let number: Int32
  let isUnix: Bool
  /// When it was last heard, in milliseconds of ``Clock/monotonicMilliseconds()``.
  var lastHeard: Int
  /// What is not whole yet.
  private(set) var partial: [UInt8] = []
  /// Whether the rest of a line is dropped that was too long.
  private(set) var isDropping = false
  /// Whether it waits for memory, and is not read.
  var isWaiting = false

  private let descriptor: FileDescriptor
  private var isFresh = true
  /// The beginning of the first line in `partial` that was not looked at, and how far the search
  /// for its end has come.
  private var lineStart = 0
  private var searched = 0
  /// Of a text that spreads over lines, where its lines are in `partial`.
  private var text: JSONContinuation?

  init(_ descriptor: consuming FileDescriptor, at now: Int) {
    number = descriptor.number
    isUnix = Syscalls.isUnixSocket(descriptor.number)
    lastHeard = now
    self.descriptor = descriptor
  }

  /// Takes in `chunk[..<count]`, and puts what is whole with it behind `ready`.
  ///
  /// Whole is what ends with a line end; with `keepsTexts` a JSON text that spreads over lines only
  /// with its last one. A line longer than `maxLine` is given cut off, one byte longer than that.
  func take(
    _ chunk: [UInt8], _ count: Int, maxLine: Int, keepsTexts: Bool, into ready: inout [UInt8]
  ) {
    let newline = UInt8(ascii: "\n")
    var start = 0
    if isDropping {
      guard let end = Syscalls.firstIndex(of: newline, in: chunk, 0..<count) else { return }
      isDropping = false
      start = end + 1
    }
    let before = ready.count
    if keepsTexts {
      partial += chunk[start..<count]
      giveTexts(maxLine, into: &ready)
    } else if let last = Syscalls.lastIndex(of: newline, in: chunk, start..<count) {
      ready += partial
      ready += chunk[start...last]
      partial = Array(chunk[last + 1..<count])
    } else {
      partial += chunk[start..<count]
    }
    if partial.count > maxLine { giveCutShort(maxLine, into: &ready) }
    if isFresh && ready.count > before {
      isFresh = false
      let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
      if ready[before...].starts(with: mark) { ready.removeSubrange(before..<before + mark.count) }
    }
  }

  /// It sends no more: puts what is left behind `ready`, as a line; whether there was something.
  func end(into ready: inout [UInt8]) -> Bool {
    defer { partial = [] }
    guard !partial.isEmpty else { return false }
    ready += partial
    ready.append(UInt8(ascii: "\n"))
    return true
  }

  private func giveCutShort(_ maxLine: Int, into ready: inout [UInt8]) {
    if lineStart > 0 {
      // Whole lines of a text that is too long: it is bad, and they are not kept together.
      ready += partial[..<lineStart]
      partial.removeSubrange(..<lineStart)
    } else {
      ready += partial[...maxLine]
      ready.append(UInt8(ascii: "\n"))
      partial = []
      isDropping = true
    }
    (lineStart, searched, text) = (0, partial.count, nil)
  }

  private func giveTexts(_ maxLine: Int, into ready: inout [UInt8]) {
    let newline = UInt8(ascii: "\n")
    var whole = 0
    while let end = Syscalls.firstIndex(of: newline, in: partial, searched..<partial.count) {
      if isComplete(with: lineStart..<end) { whole = end + 1 }
      lineStart = end + 1
      searched = lineStart
    }
    if whole > 0 {
      ready += partial[..<whole]
      partial.removeSubrange(..<whole)
      lineStart -= whole
    }
    searched = partial.count
  }

  /// Whether a text is complete with the line, or can never be.
  private func isComplete(with line: Range<Int>) -> Bool {
    if text == nil {
      // The usual text has its line to itself, and is for the stage to judge.
      guard let first = line.first, [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(partial[first])
      else { return true }
      let last = line.last { partial[$0] > 0x20 }
      if let last, [UInt8(ascii: "}"), UInt8(ascii: "]")].contains(partial[last]) { return true }
      text = JSONContinuation()
    }
    let piece = partial[line] + [UInt8](repeating: 0, count: Padding.length)
    let isComplete: Bool
    do throws(JSONError) {
      isComplete = try text?.advance(piece.span, 0..<line.count) ?? true
    } catch {
      isComplete = true
    }
    if isComplete { text = nil }
    return isComplete
  }
}
