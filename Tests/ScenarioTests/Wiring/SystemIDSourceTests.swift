import Kernel
import MainstayServer
import Testing

@Suite("Record ids", .timeLimit(.minutes(10)))
struct SystemIDSourceTests {
  @Test("ids are UUIDv7 of the given instant")
  func form() {
    let id = SystemIDSource().next(at: Instant(milliseconds: 0x0192_0000_abcd)).text
    #expect(id.hasPrefix("01920000-abcd-7"))
    #expect(id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
  }

  @Test("each id sorts after the ones before it, also when the clock stands or steps back")
  func order() {
    let source = SystemIDSource()
    let base: Int64 = 1_750_000_000_000
    let instants = (0..<20_000).map { Instant(milliseconds: base + Int64($0 / 5000) - ($0 > 15_000 ? 500 : 0)) }
    let ids = instants.map(source.next)
    #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test("tasks at once never get the same id")
  func unique() async {
    let source = SystemIDSource()
    let now = Instant(milliseconds: 1_750_000_000_000)
    let ids = await withTaskGroup(of: [RecordID].self) { group in
      for _ in 0..<8 { group.addTask { (0..<2000).map { _ in source.next(at: now) } } }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(ids).count == 16_000)
  }

  @Test("secrets have the length asked for and differ")
  func secrets() {
    let source = SystemIDSource()
    #expect(source.secret(bytes: 32).count == 32)
    #expect(source.secret(bytes: 32) != source.secret(bytes: 32))
  }
}
