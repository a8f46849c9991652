import JSONText

// Patterns, and here: comparing kinds is a call to another module, some thirty for each record.
extension JSONFound {
  @inline(__always)
  var isNull: Bool { if case .null = kind { true } else { false } }

  @inline(__always)
  var isString: Bool { if case .string = kind { true } else { false } }

  @inline(__always)
  var isObject: Bool { if case .object = kind { true } else { false } }
}
