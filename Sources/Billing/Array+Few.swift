extension Array {
  /// Removes all elements and keeps the memory: cheaper than `removeAll` where there is one, or none.
  @inline(__always)
  mutating func removeFew() {
    while !isEmpty { removeLast() }
  }
}
