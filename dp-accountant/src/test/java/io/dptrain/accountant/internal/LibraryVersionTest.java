package io.dptrain.accountant.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LibraryVersionTest {
  @Test
  void value_isThatOfTheProject() throws IOException {
    assertThat(Files.readString(Path.of("../pom.xml")))
        .contains(
            "<artifactId>dptrain</artifactId>\n  <version>" + LibraryVersion.VALUE + "</version>");
  }
}
