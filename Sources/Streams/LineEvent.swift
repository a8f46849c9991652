/// What ``LineSource`` has next.
package enum LineEvent: Sendable, Equatable {
  /// A line, or a record of several: `buffer[range]`, without its last `\n`.
  case line(Range<Int>)
  /// A piece of a line that is longer than allowed, without its `\n`: to be passed on or dropped.
  case excess(Range<Int>, isFirst: Bool, isLast: Bool)
  /// Nothing whole in memory: ``LineSource/fill()`` is needed.
  case more
  /// The input has ended and everything was given.
  case end
}
