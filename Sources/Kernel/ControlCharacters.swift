extension Unicode.Scalar {
  /// Whether it is a control character: general category Cc, which is fixed to U+0000 to U+001F and U+007F to
  /// U+009F (Unicode Standard, section 23.1).
  public var isControl: Bool { value < 0x20 || (0x7f...0x9f).contains(value) }
}
