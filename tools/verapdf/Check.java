import java.io.FileInputStream;
import java.io.InputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Check files against a flavour (3a, ua1) with the library of veraPDF, where there is no program of it. */
public class Check {
    public static void main(String[] given) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.fromString(given[0]);
        boolean sound = true;
        for (int index = 1; index < given.length; index++) {
            try (InputStream file = new FileInputStream(given[index]);
                    PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour)) {
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false);
                ValidationResult result = validator.validate(parser);
                System.out.println((result.isCompliant() ? "PASS " : "FAIL ") + given[index] + " " + flavour);
                for (TestAssertion each : result.getTestAssertions()) {
                    if (each.getStatus() == TestAssertion.Status.FAILED) {
                        System.out.println("  " + each.getRuleId() + " " + each.getLocation().getContext());
                    }
                }
                sound &= result.isCompliant();
            }
        }
        System.exit(sound ? 0 : 1);
    }
}
