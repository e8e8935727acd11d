package io.dptrain.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.CommandRun;
import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The gallery shows what the command lists. */
class LabPageTest {
  private static final Page PAGE = new Page("docs/lab.md");
  private static final Pattern HEADING = Pattern.compile("(?m)^### (.*)$");

  @Test
  void gallery_eachExperiment_hasItsClaimAndItsPictureInTheirOrder() throws IOException {
    List<String> listed =
        CommandRun.of("lab").out().lines().takeWhile(line -> !line.isBlank()).toList();
    List<String> names = listed.stream().map(line -> line.split(" ", 2)[0]).toList();
    String text = PAGE.text();

    assertThat(HEADING.matcher(text).results().map((MatchResult found) -> found.group(1)))
        .containsExactlyElementsOf(names);
    String onOneLine = text.replaceAll("\\s+", " ");
    assertThat(listed).allSatisfy(line -> assertThat(onOneLine).contains(line.split(" +", 2)[1]));
    assertThat(names)
        .allSatisfy(
            name -> {
              assertThat(text).contains("](pictures/lab/" + name + ".png)");
              assertThat(Page.ROOT.resolve("docs/pictures/lab/" + name + ".png")).isNotEmptyFile();
            });
  }
}
