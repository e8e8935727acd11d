/**
 * What becomes of the results of experiments: text, a picture each ({@link
 * io.dptrain.examples.lab.report.Figure}), a page with all of them, and JSON.
 */
package io.dptrain.examples.lab.report;
