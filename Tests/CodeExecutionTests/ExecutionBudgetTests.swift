import CodeExecution
import Testing

@Suite("The budget of executions")
struct ExecutionBudgetTests {
  private var limits: ExecutionLimits { .standard }

  @Test("lets no more run than there are cores")
  func cores() {
    for cores in [1, 2, 8] {
      let budget = ExecutionBudget(cores: cores, memoryMiB: 1 << 20)
      #expect(budget.runsAtOnce(limits) == cores)
    }
  }

  @Test("lets no more run than have their memory")
  func memory() {
    let one = limits.totalMemoryMiB
    #expect(ExecutionBudget(cores: 64, memoryMiB: 3 * one).runsAtOnce(limits) == 3)
    #expect(ExecutionBudget(cores: 64, memoryMiB: 3 * one - 1).runsAtOnce(limits) == 2)
    #expect(ExecutionBudget(cores: 64, memoryMiB: one - 1).runsAtOnce(limits) == 0)
    #expect(ExecutionBudget(cores: 0, memoryMiB: one).runsAtOnce(limits) == 0)
  }

  @Test("is all cores and half of the memory where nobody says otherwise")
  func standard() {
    let budget = ExecutionBudget.standard(cores: 4, memoryBytes: 16 << 30)
    #expect(budget == ExecutionBudget(cores: 4, memoryMiB: 8 << 10))
    #expect(ExecutionBudget.standard(cores: 0, memoryBytes: .max).cores == 1)
  }
}
