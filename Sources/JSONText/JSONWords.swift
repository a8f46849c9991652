/// A closed set of texts, to be told apart fast: the values of a field that has few.
package struct JSONWords: Sendable {
  private struct Word: Sendable {
    var length: Int
    /// The first eight bytes, zeros behind a shorter word.
    var head: UInt64
    /// The last eight of a longer one.
    var tail: UInt64
  }

  private let words: [Word]
  private let texts: [StaticString]

  package init(_ texts: [StaticString]) {
    self.texts = texts
    words = texts.map { text in
      let bytes = [UInt8]("\(text)".utf8)
      return Word(
        length: bytes.count, head: JSONSelection.word(of: bytes),
        tail: JSONSelection.word(of: bytes.suffix(8)))
    }
  }

  /// Which of the words the string that was found is; nil for other texts and kinds.
  package func index(_ bytes: Span<UInt8>, _ found: JSONFound) -> Int? {
    guard case .string = found.kind else { return nil }
    if found.isEscaped { return texts.firstIndex { JSONValue.equals(bytes, found, $0) } }
    return index(bytes, plain: found.content)
  }

  /// Which of the words `bytes[content]` is, which stands between a string's quotes and has no
  /// escapes.
  package func index(_ bytes: Span<UInt8>, plain content: Range<Int>) -> Int? {
    let start = content.lowerBound
    let length = content.upperBound &- start
    if length > 16 { return longIndex(bytes, start, length) }
    var head = load(bytes, start, as: UInt64.self)
    if length < 8 { head &= (1 &<< UInt64(truncatingIfNeeded: 8 &* length)) &- 1 }
    var index = 0
    while index < words.count {
      if words[index].head == head && words[index].length == length {
        if length <= 8 { return index }
        // The first and the last eight bytes are all of up to sixteen.
        let tail = load(bytes, start &+ length &- 8, as: UInt64.self)
        if words[index].tail == tail { return index }
      }
      index &+= 1
    }
    return nil
  }

  /// The same for a text of more than sixteen bytes.
  @inline(never)
  private func longIndex(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> Int? {
    for index in 0..<words.count
    where words[index].length == length && isPrefix(texts[index], of: bytes, at: start) {
      return index
    }
    return nil
  }
}
