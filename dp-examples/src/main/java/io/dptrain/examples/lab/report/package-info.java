/** What becomes of the results of the lab: text, a page with all of them, and JSON. */
package io.dptrain.examples.lab.report;
