import CQRencode
import PeopleUseCases

/// QR codes (ISO/IEC 18004) by libqrencode, which all threads may use at once.
public struct QRCodes: QRDrawing {
  public init() {}

  public func squares(of text: String) -> QRSquares? {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty, bytes.count <= QRCodes.longest else { return nil }
    // Medium correction: an eighth of it may be hidden or misread. The smallest size that holds the text.
    guard let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M) else { return nil }
    defer { QRcode_free(code) }
    let width = Int(code.pointee.width)
    guard width > 0, let data = code.pointee.data else { return nil }
    // The lowest bit of each byte says whether the square is dark; the others tell what it belongs to.
    return QRSquares(width: width, isDark: (0..<(width * width)).map { data[$0] & 1 == 1 })
  }

  /// Bytes that the largest one holds at this correction, and more than any address that we make has.
  static let longest = 2_331
}
