/// Classes of cases from the widest to the finest: all cases, those of a value of the first attribute, of the first two,
/// and so on. A rule of a wider class holds for every finer one that has none of its own.
struct ClassTree {
  struct Node {
    /// The values of the first attributes.
    var values: [String]
    /// Its cases, by their places, in the order of opening.
    var cases: [Int]
    var children: [Node] = []
  }

  /// The widest classes that rules are looked for in: of the first attribute, or of none where there is none. Cases
  /// without a value of it are in no class.
  let roots: [Node]

  init(_ all: RecordedCases, cases: [Int]) {
    let depth = all.attributes.count
    func nodes(_ members: [Int], _ values: [String]) -> [Node] {
      let place = values.count
      var groups: [String: [Int]] = [:]
      for one in members {
        let value = all.classes[all.cases[one].place][place]
        if !value.isEmpty { groups[value, default: []].append(one) }
      }
      return groups.sorted { $0.key < $1.key }.map { value, members in
        let values = values + [value]
        return Node(values: values, cases: members, children: values.count < depth ? nodes(members, values) : [])
      }
    }
    let ordered = cases.sorted { (all.cases[$0].opened, $0) < (all.cases[$1].opened, $1) }
    roots = depth == 0 ? [Node(values: [], cases: ordered)] : nodes(ordered, [])
  }
}
