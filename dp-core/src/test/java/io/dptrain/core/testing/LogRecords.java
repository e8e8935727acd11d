package io.dptrain.core.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What one class logs until this is closed, kept from the console. */
public final class LogRecords extends Handler implements AutoCloseable {
  private final Logger log;
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  private LogRecords(Logger log) {
    this.log = log;
  }

  public static LogRecords of(Class<?> type) {
    LogRecords records = new LogRecords(Logger.getLogger(type.getName()));
    records.log.addHandler(records);
    records.log.setUseParentHandlers(false);
    return records;
  }

  public List<LogRecord> all() {
    return records;
  }

  public List<String> messages() {
    return records.stream().map(LogRecord::getMessage).toList();
  }

  @Override
  public void publish(LogRecord logged) {
    records.add(logged);
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    log.removeHandler(this);
    log.setUseParentHandlers(true);
  }
}
