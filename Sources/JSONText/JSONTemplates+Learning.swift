extension JSONTemplates {
  /// How many bytes the runs may have together, and how many steps there may be.
  private static let mostBytes = 262_144
  private static let mostSteps = 4096

  /// Takes in the text that `found` was picked out of, which does not match.
  ///
  /// Where it departs from a text that is known, either a value is another one, which then becomes a
  /// slot, or it is built otherwise, which then becomes another step. A step never begins or ends
  /// inside a value, so that no value is taken for a longer one that begins like it.
  mutating func learn(_ bytes: Span<UInt8>, _ found: Span<JSONFound>) {
    let outermost = found[0]
    guard outermost.kind == .object || outermost.kind == .array, steps.count < Self.mostSteps
    else { return }
    let end = Int(outermost.end)
    let new = TemplateText(bytes, found)
    var index = Int(outermost.start)
    if steps.isEmpty {
      add(new, bytes, index..<end, found)
      return
    }
    var place = 0
    // Each turn goes one step on, or splits a step, which the next turn then goes on from.
    while true {
      let step = steps[place]
      let count = Int(step.end - step.start)
      let same = sameCount(bytes, index..<end, text.span, Int(step.start)..<Int(step.end))
      if same == count {
        switch step.slot {
        case .end: return
        case .nothing:
          index += count
          place = Int(step.next)
          continue
        case .scalar, .any:
          if let value = new.value(at: index + count),
            (new.values[value].mark >= 0) == (step.slot == .scalar)
          {
            index = new.values[value].end
            place = Int(step.next)
            continue
          }
          if count > 0 {
            // What stands in the slot's place is another step than the slot.
            split(place, at: Int32(step.end))
            continue
          }
        }
      } else {
        if steps.count >= Self.mostSteps { return }
        let position = Int32(step.start) + Int32(same)
        if let value = value(around: position, in: step) {
          let one = values[value]
          if let other = new.value(at: index + Int(one.start) - Int(step.start)),
            (new.values[other].mark >= 0) == (one.mark >= 0)
          {
            makeSlot(of: value, in: place)
            continue
          }
          // In the place of a picked value stands an object or an array, or the other way round.
          if position > one.start { return }
        }
        if same > 0 {
          split(place, at: position)
          continue
        }
      }
      // Nothing of it is the same: another one may be.
      guard step.other >= 0 else {
        if text.count + end - index > Self.mostBytes { return }
        steps[place].other = Int32(steps.count)
        add(new, bytes, index..<end, found)
        return
      }
      place = Int(step.other)
    }
  }

  /// The value of a step's run that `position` lies in, or right behind.
  private func value(around position: Int32, in step: Step) -> Int? {
    for place in Int(step.firstValue)..<Int(step.endValue)
    where values[place].start <= position && position <= values[place].end { return place }
    return nil
  }

  /// Adds what a text holds in a range as one step.
  private mutating func add(
    _ new: TemplateText, _ bytes: Span<UInt8>, _ range: Range<Int>, _ found: Span<JSONFound>
  ) {
    // Behind the runs stands what may be loaded with their last bytes.
    if text.isEmpty { text = [UInt8](repeating: 0, count: Padding.length) }
    text.removeLast(Padding.length)
    let shift = text.count - range.lowerBound
    LineBuffer.append(bytes, range, to: &text)
    text.append(contentsOf: repeatElement(0, count: Padding.length))

    let rest = new.rest(from: range.lowerBound)
    let firstMark = marks.count
    let firstValue = values.count
    for mark in new.marks[rest.mark...] {
      var one = found[mark.found]
      let keyMask: Int32 = one.keyStart >= 0 ? -1 : 0
      one.start += Int32(shift)
      one.end += Int32(shift)
      one.keyStart += Int32(shift) & keyMask
      if !mark.closes {
        // Until a container ends, nothing is known to be inside it.
        one.next = Int32(mark.found) + 1
      }
      marks.append(
        Mark(found: one, keyMask: keyMask, closes: mark.closes ? Int32(mark.found) : -1))
    }
    for value in new.values[rest.value...] {
      values.append(
        Value(
          start: Int32(value.start + shift), end: Int32(value.end + shift),
          mark: value.mark < 0 ? -1 : Int32(firstMark + value.mark - rest.mark),
          depth: UInt8(value.depth)))
    }
    steps.append(
      Step(
        start: UInt32(range.lowerBound + shift), end: UInt32(range.upperBound + shift),
        firstMark: Int32(firstMark), endMark: Int32(marks.count),
        firstValue: Int32(firstValue), endValue: Int32(values.count), slot: .end, depth: 0))
  }

  /// Ends a step's run at a byte that begins no value but one that stands there, and makes the rest
  /// of it the next step.
  private mutating func split(_ place: Int, at position: Int32) {
    var rest = steps[place]
    rest.start = UInt32(position)
    rest.other = -1
    rest.firstMark =
      (rest.firstMark..<rest.endMark).first { marks[Int($0)].position >= position }
      ?? rest.endMark
    rest.firstValue =
      (rest.firstValue..<rest.endValue).first { values[Int($0)].start >= position }
      ?? rest.endValue
    steps[place].end = UInt32(position)
    steps[place].endMark = rest.firstMark
    steps[place].endValue = rest.firstValue
    steps[place].slot = .nothing
    steps[place].next = Int32(steps.count)
    steps.append(rest)
  }

  /// Takes a value out of a step's run.
  private mutating func makeSlot(of value: Int, in place: Int) {
    let one = values[value]
    split(place, at: one.end)
    let next = Int(steps[place].next)
    // Both the value and its mark are the last ones before the rest.
    steps[place].end = UInt32(one.start)
    steps[place].endValue -= 1
    steps[place].depth = one.depth
    steps[place].slot = .any
    precondition(steps[place].endValue == Int32(value) && next == steps.count - 1)
    guard one.mark >= 0 else { return }
    // Behind the run's marks it is the slot's now.
    steps[place].endMark -= 1
    precondition(steps[place].endMark == one.mark)
    steps[place].slot = .scalar
  }

  /// How many bytes both ranges have in common at their beginning.
  private func sameCount(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ other: Span<UInt8>, _ otherRange: Range<Int>
  ) -> Int {
    let count = min(range.count, otherRange.count)
    for offset in 0..<count
    where bytes[range.lowerBound + offset] != other[otherRange.lowerBound + offset] {
      return offset
    }
    return count
  }
}
