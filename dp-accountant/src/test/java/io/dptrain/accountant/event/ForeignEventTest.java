package io.dptrain.accountant.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An event that somebody adds to the vocabulary, and to no accountant, costs what nobody knows: it
 * must be refused everywhere. The event is added to a copy of the vocabulary, which the accountants
 * are loaded with.
 */
class ForeignEventTest {
  private static final Path VOCABULARY =
      Path.of("src/main/java/io/dptrain/accountant/event/PrivacyEvent.java");

  private static final Path FOREIGN = Path.of("src/test/resources/foreign");

  @Test
  void everyEntry_eventThatNoAccountantKnows_isRefused(@TempDir Path folder) throws Exception {
    compile(folder);
    try (URLClassLoader loader =
        new URLClassLoader(urls(folder), ClassLoader.getPlatformClassLoader())) {
      Object entries =
          loader
              .loadClass("io.dptrain.accountant.event.ForeignEntries")
              .getConstructor()
              .newInstance();
      assertThat((List<?>) ((Callable<?>) entries).call()).isEmpty();
    }
  }

  private static void compile(Path folder) throws IOException {
    String source = Files.readString(VOCABULARY);
    String opened =
        source.replace("permits ComposedEvent,", "permits ComposedEvent, ForeignEvent,");
    assertThat(opened).isNotEqualTo(source);
    Path vocabulary = Files.writeString(folder.resolve("PrivacyEvent.java"), opened);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int exitCode =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString(),
            vocabulary.toString(),
            FOREIGN.resolve("ForeignEvent.java").toString(),
            FOREIGN.resolve("ForeignEntries.java").toString());
    assertThat(exitCode).isZero();
  }

  /** The folder first, so that its vocabulary is the one that is loaded. */
  private static URL[] urls(Path folder) throws MalformedURLException {
    List<URL> urls = new ArrayList<>(List.of(folder.toUri().toURL()));
    for (String entry :
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator, -1))) {
      urls.add(new File(entry).toURI().toURL());
    }
    return urls.toArray(URL[]::new);
  }
}
