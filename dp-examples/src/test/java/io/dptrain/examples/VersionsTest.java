package io.dptrain.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class VersionsTest {

  @Test
  void dptrain_isTheVersionThatIsBuilt() {
    assertThat(Path.of("pom.xml"))
        .content()
        .containsSubsequence(
            "<artifactId>dptrain</artifactId>", "<version>" + Versions.DPTRAIN + "</version>");
  }

  @Test
  void all_namesTensorFlow() {
    assertThat(Versions.all()).containsEntry("dptrain", Versions.DPTRAIN).containsKey("tensorflow");
  }
}
