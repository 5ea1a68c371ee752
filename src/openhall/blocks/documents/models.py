"""Files that are kept, uploads that are on their way, and papers that were issued."""

from django.db import models


class File(models.Model):
    """A file: where its sealed bytes lie, whose it is, and what it was handed in for.

    ``sealed`` holds the file's own key and its name, sealed by the vault with the key of ``key_owner``.
    ``subject`` is empty until the file is handed in; until then it goes at ``kept_until``.
    """

    id = models.CharField(max_length=32, primary_key=True)
    owner = models.CharField(max_length=120)
    key_owner = models.CharField(max_length=120)
    sealed = models.BinaryField()
    kind = models.CharField(max_length=8)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    scheme = models.CharField(max_length=8)
    address = models.CharField(max_length=64, db_index=True)
    subject = models.CharField(max_length=120, blank=True, default="")
    taken_at = models.DateTimeField()
    kept_until = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(size__gte=1), name="documents_no_empty_file")]
        indexes = [
            models.Index(fields=["kept_until"], condition=models.Q(subject=""), name="documents_unattached"),
            models.Index(fields=["subject"], condition=~models.Q(subject=""), name="documents_attached"),
            models.Index(fields=["owner"], name="documents_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.id} ({self.kind}, {self.size} bytes)"


class Upload(models.Model):
    """A file that arrives in parts. ``offset`` says how much of it is here for certain.

    ``name`` is sealed with a key of the server: it lives as long as the upload, a day after its last part.
    A finished upload (``is_done``) has become the file of the same id.
    """

    id = models.CharField(max_length=32, primary_key=True)
    owner = models.CharField(max_length=120)
    name = models.BinaryField()
    accept = models.CharField(max_length=200)
    max_bytes = models.PositiveBigIntegerField()
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    is_done = models.BooleanField(default=False)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(offset__lte=models.F("length"), length__gte=1), name="documents_upload_within_length"
            )
        ]

    def __str__(self) -> str:
        return f"{self.id} ({self.offset} of {self.length})"


class UploadPart(models.Model):
    """A part of an upload, sealed in the store under a key of its own (``salt``)."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    start = models.PositiveBigIntegerField()
    salt = models.BinaryField()
    scheme = models.CharField(max_length=8)
    address = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "start"], name="documents_one_part_at_each_place")]

    def __str__(self) -> str:
        return f"{self.upload_id} from {self.start}"


class Paper(models.Model):
    """An issued paper: what it is, how it stands, and where its sealed bytes lie.

    ``sealed`` holds the key of the bytes, sealed by the vault with the key of ``owner``. ``act`` is the key of the act
    that issued it: the same act issues one paper, however often it is done. Nothing here names a person.
    """

    id = models.CharField(max_length=32, primary_key=True)
    act = models.CharField(max_length=200, unique=True)
    owner = models.CharField(max_length=120)
    subject = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    service = models.CharField(max_length=120)
    authority = models.CharField(max_length=80)
    language = models.CharField(max_length=12)
    number = models.CharField(max_length=120)
    sealed = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    scheme = models.CharField(max_length=8)
    address = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=26, unique=True)
    state = models.CharField(max_length=8, default="genuine")
    issued_at = models.DateTimeField()
    valid_until = models.DateField(null=True)
    changed_at = models.DateTimeField(null=True)
    replaced_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaces")
    is_demo = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="genuine", changed_at=None, replaced_by=None)
                | models.Q(state="revoked", changed_at__isnull=False, replaced_by=None)
                | models.Q(state="replaced", changed_at__isnull=False, replaced_by__isnull=False),
                name="documents_paper_states",
            ),
            models.CheckConstraint(condition=models.Q(size__gte=1), name="documents_no_empty_paper"),
        ]
        indexes = [models.Index(fields=["subject", "issued_at"], name="documents_papers_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} ({self.state})"


class WalletOffer(models.Model):
    """An offer of a paper to a wallet. The code and the word of access are kept as hashes only.

    ``access_sha256`` is there once the code was exchanged, bound to the key with the thumbprint ``key``; ``issued_at``
    once the credential was handed out.
    ``actor`` is who asked for it; ``expires_at`` ends the step that comes next.
    """

    code_sha256 = models.CharField(max_length=64, unique=True)
    access_sha256 = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - two may have none
    key = models.CharField(max_length=43, blank=True, default="")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="offers")
    actor = models.CharField(max_length=120)
    expires_at = models.DateTimeField(db_index=True)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(issued_at=None) | models.Q(access_sha256__isnull=False),
                name="documents_wallet_steps_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"offer of {self.paper_id}"
