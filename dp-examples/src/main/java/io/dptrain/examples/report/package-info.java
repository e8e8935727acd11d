/**
 * What every report needs: files that are there whole or not at all, one way to write JSON and
 * tables, and one look for all pictures.
 *
 * <p>Read {@link io.dptrain.examples.report.AtomicFiles}, {@link io.dptrain.examples.report.Json}
 * and {@link io.dptrain.examples.report.PlotStyle}.
 */
package io.dptrain.examples.report;
