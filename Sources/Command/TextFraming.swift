import JSONText
import Streams

/// A text that was refused, whose lines may still come.
struct BadText {
  /// Where its last line known so far stands.
  let source: Int
  let lastLine: Int
  /// The first of the lines that were found to belong to it after it was reported.
  var firstFurtherLine: Int?

  init(source: Int, lastLine: Int) {
    self.source = source
    self.lastLine = lastLine
  }

  private init(source: Int, lastLine: Int, firstFurtherLine: Int) {
    self.init(source: source, lastLine: lastLine)
    self.firstFurtherLine = firstFurtherLine
  }

  func followed(by line: Int) -> BadText {
    BadText(source: source, lastLine: line, firstFurtherLine: firstFurtherLine ?? line)
  }
}

/// Texts that spread over lines (lines.md, section 2).
extension Session {
  /// Reads on in a text that did not end with its first line, or was refused.
  ///
  /// The text is bad when it is no JSON, when the input ends inside it, or when it is too long.
  /// What stands before its first later line that begins with `{` or `[` is then rejected, and
  /// reading resumes with that line; if it has none so far, the text is returned.
  func continueText<S: Stage & ~Copyable>(
    _ source: inout LineSource, _ stage: inout S, _ output: inout Output, at place: Place,
    after refusal: Rejection
  ) throws(Ending) -> BadText? {
    var continuation = JSONContinuation()
    var state = Self.check(&continuation, source.buffer.span, source.record, of: source.record)
    if state == .complete {
      // It is JSON: what it says is refused.
      try report(refusal, at: place, source.buffer.span, source.record)
      return nil
    }
    while state == .incomplete {
      let length = source.record.count
      switch source.extendRecord() {
      case .line(let range):
        let piece = range.lowerBound + length + 1..<range.upperBound
        state = Self.check(&continuation, source.buffer.span, piece, of: range)
      case .excess:
        state = .bad(Rejection("a text longer than \(options.maxLine) bytes (--max-line)"))
      case .end:
        let isCutOff = source.isCutOff
        state = .bad(
          isCutOff
            ? Self.cutOff : Rejection("the input ends inside a JSON text", offset: length))
      case .more:
        if try !fill(&source, &stage, &output, isInsideRecord: true) {
          state = .bad(Rejection("cut off by the signal to stop", offset: length))
        }
      }
    }
    if case .bad(let rejection) = state { return try leaveOff(&source, rejection, at: place) }
    do throws(Rejection) {
      try stage.consume(source.buffer.span, source.record, at: place, into: &output)
    } catch {
      try report(error, at: place, source.buffer.span, source.record)
    }
    return nil
  }

  /// Rejects the bad text at hand, or what stands before its first line that may begin another.
  private func leaveOff(
    _ source: inout LineSource, _ rejection: Rejection, at place: Place
  ) throws(Ending) -> BadText? {
    let record = source.record
    var line = place.line
    for index in record where source.buffer[index] == UInt8(ascii: "\n") {
      line += 1
      if Self.beginsText(source.buffer, index + 1..<record.upperBound) {
        let kept = record.lowerBound..<index
        try report(rejection, at: place, source.buffer.span, record, kept: kept)
        source.resume(at: index + 1, line: line)
        return nil
      }
    }
    try report(rejection, at: place, source.buffer.span, record)
    return BadText(source: place.source, lastLine: source.lineNumber)
  }

  /// Says which lines were rejected with a text after it was reported.
  func leave(_ text: BadText) {
    guard let first = text.firstFurtherLine else { return }
    let lines =
      first == text.lastLine ? "line \(first) was" : "lines \(first) to \(text.lastLine) were"
    tellAside {
      $0.explain(
        "\(lines) rejected with the text before", input: inputs[text.source].inputName, line: first)
    }
  }

  static func beginsText(_ bytes: [UInt8], _ line: Range<Int>) -> Bool {
    guard let first = line.first else { return false }
    return bytes[first] == UInt8(ascii: "{") || bytes[first] == UInt8(ascii: "[")
  }

  private enum TextState: Equatable {
    case complete, incomplete
    case bad(Rejection)
  }

  private static func check(
    _ continuation: inout JSONContinuation, _ bytes: Span<UInt8>, _ piece: Range<Int>,
    of record: Range<Int>
  ) -> TextState {
    do throws(JSONError) {
      return try continuation.advance(bytes, piece) ? .complete : .incomplete
    } catch {
      return .bad(Rejection(error, recordStart: record.lowerBound))
    }
  }
}
