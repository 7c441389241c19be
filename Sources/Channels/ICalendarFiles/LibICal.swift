import CLibICal

/// The door to libical, which is the parser and the writer here: it keeps nothing between calls and needs no lock.
enum LibICal {
  /// Once in the process, errors are made to be reported and not to end it.
  private static let isPrepared: Bool = {
    icalerror_set_errors_are_fatal(0)
    return true
  }()

  /// The tree of a text that ends with a zero byte; nil for a text that is none.
  static func withTree<Result, Failure: Error>(
    of text: [CChar], _ body: (OpaquePointer) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard isPrepared, let root = icalparser_parse_string(text) else { return nil }
    defer { icalcomponent_free(root) }
    return try body(root)
  }

  /// An empty component, which whoever adds it to no other frees; nil without memory.
  static func newPart(_ kind: icalcomponent_kind) -> OpaquePointer? { isPrepared ? icalcomponent_new(kind) : nil }
}
