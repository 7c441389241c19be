/// Does `body` for each item, at most so many at once; the answers in the order of the items. The first error
/// cancels those under way and is thrown once they have ended.
package func concurrently<Item: Sendable, Answer: Sendable>(
  _ items: [Item], atMost: Int, _ body: @escaping @Sendable (Item) async throws -> Answer
) async throws -> [Answer] {
  try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
    var answers = [Answer?](repeating: nil, count: items.count)
    for (index, item) in items.enumerated() {
      if index >= atMost, let (done, answer) = try await group.next() { answers[done] = answer }
      group.addTask { (index, try await body(item)) }
    }
    for try await (done, answer) in group { answers[done] = answer }
    return answers.compactMap(\.self)
  }
}
