import Kernel
import Testing

@Suite("Control characters", .timeLimit(.minutes(10)))
struct ControlCharacterTests {
  @Test("are those of general category Cc, and no others")
  func everyScalar() {
    let wrong = (0...0x10ffff).lazy.compactMap(Unicode.Scalar.init).filter {
      $0.isControl != ($0.properties.generalCategory == .control)
    }
    #expect(wrong.isEmpty)
  }
}
