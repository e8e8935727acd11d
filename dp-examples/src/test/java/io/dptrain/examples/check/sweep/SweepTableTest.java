package io.dptrain.examples.check.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.check.op.AllCases;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SweepTableTest {

  private static CaseResult result(OpCase tried, Verdict forward, boolean accepted) {
    Answer step =
        new Answer(accepted, accepted ? Verdict.RIGHT : Verdict.REFUSED, 0, "because of a test");
    return new CaseResult(tried, Answer.of(forward, ""), Map.of(), Map.of(0, step));
  }

  @Test
  void of_severalTypes_endsWithAllOfThem() {
    List<OpCase> cases = new AllCases().cases();
    OpCase first = cases.get(0);
    OpCase last = cases.get(cases.size() - 1);
    assertThat(first.op()).isNotEqualTo(last.op());

    String table =
        SweepTable.of(
            List.of(
                result(first, Verdict.RIGHT, true),
                result(last, Verdict.WRONG, false),
                result(last, Verdict.WRONG, true)));

    assertThat(table)
        .contains(
            "| `%s` | 2 | 2 | 0 | 0 | 1 | 1 | 1 |\n| all 2 types | 3 | 2 | 0 | 0 | 1 | 1 | 1 |\n"
                .formatted(last.op()))
        .contains("Right and accepted in all 1 cases: `" + first.op() + "`");
  }
}
