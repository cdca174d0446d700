import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0004_consent_words'),
        ('institutions', '0002_code_hosting'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicationConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_at', models.DateTimeField()),
                ('agreed_by', models.PositiveBigIntegerField(blank=True, null=True)),
            ],
            options={
                'ordering': ['institution'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='institutionscore',
            name='one_current_score',
        ),
        migrations.AddField(
            model_name='contradiction',
            name='detail',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='dimensionscore',
            name='best_high',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='dimensionscore',
            name='best_low',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='dimensionscore',
            name='moved_weight',
            field=models.FloatField(default=0.0),
        ),
        migrations.AddField(
            model_name='institutionscore',
            name='bank_code',
            field=models.CharField(default='core', max_length=64),
        ),
        migrations.AddField(
            model_name='institutionscore',
            name='published_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='contradiction',
            name='flag',
            field=models.CharField(choices=[('over-claim', 'claimed more than the evidence shows'), ('under-claim', 'claimed less than the evidence shows'), ('unsupported', 'claimed without evidence'), ('stale', 'the evidence is old'), ('disagreeing-respondents', 'respondents differ widely'), ('gaming', 'the same template files in many repositories on one day'), ('impossible', 'the answer and the inventory exclude each other'), ('scope', "evidence from a repository that is not confirmed as the institution's")], max_length=24),
        ),
        migrations.AlterField(
            model_name='contradiction',
            name='item',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name='dimensionscore',
            name='expected',
            field=models.FloatField(),
        ),
        migrations.AlterField(
            model_name='dimensionscore',
            name='known_weight',
            field=models.FloatField(null=True),
        ),
        migrations.AlterField(
            model_name='dimensionscore',
            name='observed',
            field=models.FloatField(),
        ),
        migrations.AlterField(
            model_name='institutionscore',
            name='staged_level',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name='institutionscore',
            index=models.Index(fields=['realm', 'published_at'], name='score_published'),
        ),
        migrations.AddConstraint(
            model_name='institutionscore',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('institution', 'bank_code'), name='one_current_score'),
        ),
        migrations.AddField(
            model_name='publicationconsent',
            name='institution',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution'),
        ),
    ]
