import Kernel

extension SealKey {
  /// Whether these 32 bytes encode a point of small order, for which anybody can make signatures: the points of order
  /// 1, 2, 4 and 8 of edwards25519, in their canonical encodings and the others that decoders accept, with either sign
  /// bit (RFC 8032, section 5.1.3; the list is that of Cremers and Jackson, "Prime, Order Please!", 2019).
  public static func isSmallOrder(_ publicKey: [UInt8]) -> Bool {
    guard var last = publicKey.last, publicKey.count == 32 else { return false }
    last &= 0x7f
    return smallOrder.contains(Array(publicKey.dropLast()) + [last])
  }

  private static let smallOrder: Set<[UInt8]> = Set(
    [
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0100000000000000000000000000000000000000000000000000000000000000",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ].compactMap(bytes(hexadecimal:)))
}
